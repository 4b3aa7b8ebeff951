/** Settings first, then sign-in, then the pages. */
import Alert from "@cloudscape-design/components/alert";
import Spinner from "@cloudscape-design/components/spinner";
import { I18nProvider, type I18nProviderProps } from "@cloudscape-design/components/i18n";
import { lazy, Suspense, useEffect, useState } from "react";

import { cognitoSession, leaveCognito, returnFromSignIn, SignInFailed, type SignInTrouble } from "../api/cognito";
import { forgetKey, keySession, storedKey, type Session } from "../api/session";
import { handOver } from "../api/signInAgain";
import { common } from "../i18n/common";
import { doors } from "../i18n/doors";
import { useLanguage, useTexts, type Language } from "../i18n/language";
import { shell } from "../i18n/shell";
import { loadConfig, type ConsoleConfig } from "./config";

const SignIn = lazy(() => import("./SignIn"));
const Inside = lazy(() => import("./Inside"));

/** Once for the page's life: what came back from a sign-in is good only once. */
const beginning = handOver() ? undefined : begin();

export function App() {
  const language = useLanguage();
  const messages = useMessages(language);
  const [config, setConfig] = useState<ConsoleConfig>();
  const [session, setSession] = useState<Session>();
  const [trouble, setTrouble] = useState<SignInTrouble>();
  const [failure, setFailure] = useState<string>();
  const t = useTexts(shell);
  const of = useTexts(doors);
  const all = useTexts(common);

  useEffect(() => {
    beginning?.then(
      (begun) => {
        setConfig(begun.config);
        setSession(begun.session);
        setTrouble(begun.trouble);
      },
      (error: unknown) => setFailure(String(error)),
    );
  }, []);

  const signOut = () => {
    forgetKey();
    setSession(undefined);
    if (config?.Cognito) void leaveCognito(config.Cognito);
  };

  const waiting = (
    <main className="pw-center" aria-busy="true" aria-label={all("loading")}>
      <Spinner size="large" />
    </main>
  );
  let content;
  if (!beginning) {
    content = (
      <main className="pw-center">
        <Alert type="success">{of("handedOver")}</Alert>
      </main>
    );
  } else if (failure) {
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
          <SignIn config={config} trouble={trouble} onSignedIn={setSession} />
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

interface Beginning {
  readonly config: ConsoleConfig;
  readonly session?: Session | undefined;
  readonly trouble?: SignInTrouble | undefined;
}

async function begin(): Promise<Beginning> {
  const config = await loadConfig();
  const cognito = config.Cognito;
  if (!cognito) {
    const key = storedKey();
    return { config, session: key && keySession(key) };
  }
  let trouble: SignInTrouble | undefined;
  try {
    const back = await returnFromSignIn(cognito);
    if (back) window.history.replaceState(null, "", back);
  } catch (error) {
    trouble = error instanceof SignInFailed ? error.trouble : "failed";
  }
  // A link that brings a stranger's sign-in ends nobody's session.
  return { config, session: cognitoSession(cognito, config.Region), trouble };
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
