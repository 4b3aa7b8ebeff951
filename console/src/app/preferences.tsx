/** Language and appearance, kept in the browser. */
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

import { LanguageProvider, LANGUAGES, languageOf, type Language } from "../i18n/language";

interface Preferences {
  readonly language: Language;
  readonly isDark: boolean;
  readonly setLanguage: (language: Language) => void;
  readonly setDark: (isDark: boolean) => void;
}

const PreferencesContext = createContext<Preferences | undefined>(undefined);

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error("No preferences here.");
  return preferences;
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [isDark, setDark] = useState(firstDark);
  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem("pinwheel.language", language);
  }, [language]);
  useEffect(() => {
    applyMode(isDark ? Mode.Dark : Mode.Light);
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  }, [isDark]);
  const value = useMemo(
    () => ({
      language,
      isDark,
      setLanguage,
      setDark: (dark: boolean) => {
        localStorage.setItem("pinwheel.dark", dark ? "1" : "0");
        setDark(dark);
      },
    }),
    [language, isDark],
  );
  return (
    <PreferencesContext.Provider value={value}>
      <LanguageProvider language={language}>{children}</LanguageProvider>
    </PreferencesContext.Provider>
  );
}

function firstLanguage(): Language {
  const kept = localStorage.getItem("pinwheel.language");
  return LANGUAGES.find((language) => language === kept) ?? languageOf(navigator.languages);
}

function firstDark(): boolean {
  const kept = localStorage.getItem("pinwheel.dark");
  return kept === null ? window.matchMedia("(prefers-color-scheme: dark)").matches : kept === "1";
}
