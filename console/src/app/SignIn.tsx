/** The door: an access key, or the deployment's user pool. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { leaveCognito, leaveForSignIn, type SignInTrouble } from "../api/cognito";
import { keySession, type Session } from "../api/session";
import type { Cognito } from "../api/tokens";
import { doors } from "../i18n/doors";
import { useTexts } from "../i18n/language";
import { shell } from "../i18n/shell";
import type { ConsoleConfig } from "./config";
import { KeyForm } from "./KeyForm";

interface Properties {
  readonly config: ConsoleConfig;
  /** Why the last sign-in came to nothing. */
  readonly trouble: SignInTrouble | undefined;
  readonly onSignedIn: (session: Session) => void;
}

export default function SignIn({ config, trouble, onSignedIn }: Properties) {
  const t = useTexts(shell);
  return (
    <main className="pw-center">
      <Container
        header={
          <Header variant="h1" description={config.Cognito ? t("signInCognito") : t("signInKeys")}>
            {t("signInTitle")}
          </Header>
        }
      >
        {config.Cognito ? (
          <PoolDoor cognito={config.Cognito} trouble={trouble} />
        ) : (
          <KeyForm config={config} onSignedIn={(key) => onSignedIn(keySession(key))} />
        )}
      </Container>
    </main>
  );
}

function PoolDoor({ cognito, trouble }: { cognito: Cognito; trouble: SignInTrouble | undefined }) {
  const t = useTexts(shell);
  const of = useTexts(doors);
  return (
    <SpaceBetween size="m">
      {trouble ? (
        <Alert type="error" header={of("notSignedIn")}>
          {of(trouble)}
        </Alert>
      ) : null}
      {trouble === "noGroup" ? (
        // Cognito remembers who signed in; without this it would be the same person again.
        <Button fullWidth onClick={() => void leaveCognito(cognito)}>
          {of("otherAccount")}
        </Button>
      ) : null}
      <Button variant="primary" fullWidth onClick={() => void leaveForSignIn(cognito)}>
        {t("signInTitle")}
      </Button>
    </SpaceBetween>
  );
}
