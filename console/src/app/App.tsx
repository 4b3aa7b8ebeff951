/** Settings first, then sign-in, then the pages. */
import Alert from "@cloudscape-design/components/alert";
import Spinner from "@cloudscape-design/components/spinner";
import { I18nProvider, type I18nProviderProps } from "@cloudscape-design/components/i18n";
import { lazy, Suspense, useEffect, useState } from "react";

import { cognitoSession, leaveCognito, returnFromSignIn } from "../api/cognito";
import { forgetKey, keySession, storedKey, type Session } from "../api/session";
import { common } from "../i18n/common";
import { useLanguage, useTexts, type Language } from "../i18n/language";
import { shell } from "../i18n/shell";
import { loadConfig, type ConsoleConfig } from "./config";

const SignIn = lazy(() => import("./SignIn"));
const Inside = lazy(() => import("./Inside"));

export function App() {
  const language = useLanguage();
  const messages = useMessages(language);
  const [config, setConfig] = useState<ConsoleConfig>();
  const [session, setSession] = useState<Session>();
  const [failure, setFailure] = useState<string>();
  const t = useTexts(shell);
  const all = useTexts(common);

  useEffect(() => {
    begin().then(
      ({ found, signedIn }) => {
        setConfig(found);
        setSession(signedIn);
      },
      (error: unknown) => setFailure(String(error)),
    );
  }, []);

  const signOut = () => {
    forgetKey();
    setSession(undefined);
    if (config?.Cognito) leaveCognito(config.Cognito);
  };

  const waiting = (
    <main className="pw-center" aria-busy="true" aria-label={all("loading")}>
      <Spinner size="large" />
    </main>
  );
  let content;
  if (failure) {
    content = (
      <main className="pw-center">
        <Alert type="error" header={t("noConfig")}>
          {failure}
        </Alert>
      </main>
    );
  } else if (!config || !messages) {
    content = waiting;
  } else {
    content = (
      <Suspense fallback={waiting}>
        {session ? (
          <Inside config={config} session={session} onSignOut={signOut} />
        ) : (
          <SignIn config={config} onSignedIn={setSession} />
        )}
      </Suspense>
    );
  }
  if (!messages) return content;
  return (
    <I18nProvider locale={language} messages={messages}>
      {content}
    </I18nProvider>
  );
}

async function begin(): Promise<{ found: ConsoleConfig; signedIn: Session | undefined }> {
  const found = await loadConfig();
  if (found.Cognito) {
    const back = await returnFromSignIn(found.Cognito);
    if (back) window.history.replaceState(null, "", back);
    return { found, signedIn: cognitoSession(found.Cognito, found.Region) };
  }
  const key = storedKey();
  return { found, signedIn: key && keySession(key) };
}

type Messages = I18nProviderProps["messages"];

const LOADERS: Record<Language, () => Promise<{ default: unknown }>> = {
  en: () => import("@cloudscape-design/components/i18n/messages/all.en"),
  de: () => import("@cloudscape-design/components/i18n/messages/all.de"),
  it: () => import("@cloudscape-design/components/i18n/messages/all.it"),
};

function useMessages(language: Language): Messages | undefined {
  const [messages, setMessages] = useState<Messages>();
  useEffect(() => {
    let isCurrent = true;
    void LOADERS[language]().then(({ default: found }) => {
      if (isCurrent) setMessages([found] as Messages);
    });
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return messages;
}
