/** Three languages. A text is a row `key: [English, German, Italian]`, so none can be left out. */
import { createContext, useCallback, useContext, useMemo, type ReactNode } from "react";

export const LANGUAGES = ["en", "de", "it"] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", de: "Deutsch", it: "Italiano" };

export type Catalogue = Readonly<Record<string, readonly [string, string, string]>>;
export type Values = Readonly<Record<string, string | number>>;
export type Translate<C extends Catalogue> = (key: keyof C & string, values?: Values) => string;

const Current = createContext<Language>("en");

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <Current.Provider value={language}>{children}</Current.Provider>;
}

export function useLanguage(): Language {
  return useContext(Current);
}

export function useTexts<C extends Catalogue>(catalogue: C): Translate<C> {
  const language = useLanguage();
  return useCallback((key, values) => text(catalogue, language, key, values), [catalogue, language]);
}

export function text<C extends Catalogue>(
  catalogue: C,
  language: Language,
  key: keyof C & string,
  values: Values = {},
): string {
  const row = catalogue[key];
  if (!row) return key;
  return row[LANGUAGES.indexOf(language)]!.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().startsWith(language));
    if (found) return found;
  }
  return "en";
}

/** Numbers, shares and times in the reader's way. */
export function useFormat() {
  const language = useLanguage();
  return useMemo(() => formats(language), [language]);
}

/** A duration is told in the largest of which there are two. */
const UNITS = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
] as const;

export type Formats = ReturnType<typeof formats>;

export function formats(language: Language) {
  const locale = { en: "en-GB", de: "de-DE", it: "it-IT" }[language];
  const number = new Intl.NumberFormat(locale);
  const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
  const rounded = new Intl.NumberFormat(locale, { style: "percent", maximumSignificantDigits: 2 });
  const lift = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const dayAndMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 2 });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const country = new Intl.DisplayNames(locale, { type: "region", fallback: "code" });
  return {
    /** Monday is 0. */
    weekday: (index: number) => weekday.format(Date.UTC(2024, 0, 1 + index)),
    country: (code: string) => (/^[A-Za-z]{2}$/.test(code) ? (country.of(code.toUpperCase()) ?? code) : code),
    number: (value: number | undefined) => (value === undefined ? "–" : number.format(value)),
    decimal: (value: number | undefined, digits = 2) =>
      value === undefined
        ? "–"
        : new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    share: (value: number | undefined | null) =>
      value === undefined || value === null ? "–" : share.format(value),
    compact: (value: number) => compact.format(value),
    /** For where there is little room. */
    roundedShare: (value: number) => rounded.format(value),
    lift: (value: number) => lift.format(value),
    money: (value: number | undefined, currency = "USD") => {
      if (value === undefined) return "–";
      // Apps may name a currency that is none, such as "coins".
      if (!/^[A-Za-z]{3}$/.test(currency)) return `${number.format(value)} ${currency}`.trim();
      // Prices of single messages are parts of a cent.
      const digits = value !== 0 && Math.abs(value) < 1 ? { maximumFractionDigits: 4 } : {};
      return new Intl.NumberFormat(locale, { style: "currency", currency, ...digits }).format(value);
    },
    duration: (seconds: number | undefined) => {
      if (seconds === undefined) return "–";
      const [size, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, "second"];
      const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(locale, options).format(seconds / size);
    },
    time: (value: string | Date | undefined) => formatted(time, value),
    day: (value: string | Date | undefined) => formatted(day, value),
    dayAndMonth: (value: string | Date | undefined) => formatted(dayAndMonth, value),
  };
}

function formatted(format: Intl.DateTimeFormat, value: string | Date | undefined): string {
  if (!value) return "–";
  const date = typeof value === "string" ? new Date(value) : value;
  return Number.isNaN(date.getTime()) ? String(value) : format.format(date);
}
