/** The bar at the top, messages, and what pages get from their surroundings. */
import TopNavigation from "@cloudscape-design/components/top-navigation";
import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";

import { common } from "../i18n/common";
import { LANGUAGE_NAMES, LANGUAGES, useTexts, type Language } from "../i18n/language";
import { BASE } from "./config";
import { SurroundingsContext, type Notice, type Surroundings } from "./context";
import { usePreferences } from "./preferences";
import { CONTENT_ID, focusContent } from "./usePageFocus";

const FlashContext = createContext<readonly FlashbarProps.MessageDefinition[]>([]);
export const useFlashes = () => useContext(FlashContext);

interface Properties {
  readonly surroundings: Omit<Surroundings, "notify">;
  readonly onSignOut: () => void;
  readonly children: ReactNode;
}

export function Frame({ surroundings, onSignOut, children }: Properties) {
  const t = useTexts(common);
  const [flashes, setFlashes] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const { language, isDark, setLanguage, setDark } = usePreferences();
  const { api, config, session } = surroundings;

  const notify = useCallback(
    (notice: Notice) => {
      const id = crypto.randomUUID();
      const drop = () => setFlashes((all) => all.filter((flash) => flash.id !== id));
      const flash = { ...notice, id, dismissible: true, dismissLabel: t("dismiss"), onDismiss: drop };
      // The same said twice is said once.
      setFlashes((all) => [flash, ...all.filter(({ content }) => content !== notice.content)].slice(0, 3));
      if (notice.type === "success") setTimeout(drop, 8000);
    },
    [t],
  );
  const value = useMemo(() => ({ api, config, session, notify }), [api, config, session, notify]);

  return (
    <SurroundingsContext.Provider value={value}>
      <FlashContext.Provider value={flashes}>
        <a
          className="pw-skip"
          href={`#${CONTENT_ID}`}
          onClick={(event) => {
            // The address stays as it is.
            event.preventDefault();
            focusContent();
          }}
        >
          {t("skipToContent")}
        </a>
        <div id="top-navigation">
          <TopNavigation
            identity={{ href: BASE, title: t("product"), logo: { src: `${BASE}pinwheel.svg`, alt: t("home") } }}
            utilities={[
              {
                type: "menu-dropdown",
                iconName: "settings",
                ariaLabel: t("preferences"),
                title: t("preferences"),
                items: [
                  {
                    id: "languages",
                    text: t("language"),
                    items: LANGUAGES.map((one) => ({
                      id: `language:${one}`,
                      text: LANGUAGE_NAMES[one],
                      itemType: "checkbox" as const,
                      checked: one === language,
                    })),
                  },
                  {
                    id: "appearance",
                    text: t("appearance"),
                    items: [
                      { id: "mode:light", text: t("light"), itemType: "checkbox", checked: !isDark },
                      { id: "mode:dark", text: t("dark"), itemType: "checkbox", checked: isDark },
                    ],
                  },
                ],
                onItemClick: ({ detail }) => {
                  const [kind, choice] = detail.id.split(":");
                  if (kind === "language") setLanguage(choice as Language);
                  if (kind === "mode") setDark(choice === "dark");
                },
              },
              {
                type: "menu-dropdown",
                iconName: "user-profile",
                text: session.name,
                description: `${t("role")}: ${session.role}`,
                items: [{ id: "out", text: t("signOut") }],
                onItemClick: onSignOut,
              },
            ]}
          />
        </div>
        {children}
      </FlashContext.Provider>
    </SurroundingsContext.Provider>
  );
}
