/** The door: an access key, or the deployment's user pool. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState, type FormEvent } from "react";

import { connect } from "../api/client";
import { leaveForSignIn } from "../api/cognito";
import { problemOf, type Problem } from "../api/errors";
import { roleOf } from "../api/roles";
import { keySession, storeKey, type Session } from "../api/session";
import { ProblemAlert } from "../components/ProblemAlert";
import { RETRY_SECONDS } from "../components/useQuery";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { shell } from "../i18n/shell";
import type { ConsoleConfig } from "./config";

interface Properties {
  readonly config: ConsoleConfig;
  readonly onSignedIn: (session: Session) => void;
}

export default function SignIn({ config, onSignedIn }: Properties) {
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
          <Button variant="primary" fullWidth onClick={() => void leaveForSignIn(config.Cognito!)}>
            {t("signInTitle")}
          </Button>
        ) : (
          <KeyForm config={config} onSignedIn={onSignedIn} />
        )}
      </Container>
    </main>
  );
}

function KeyForm({ config, onSignedIn }: Properties) {
  const t = useTexts(shell);
  const all = useTexts(common);
  const [accessKeyId, setAccessKeyId] = useState(config.Hint?.AccessKeyId ?? "");
  const [secretAccessKey, setSecret] = useState(config.Hint?.SecretAccessKey ?? "");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    setBusy(true);
    try {
      const credentials = () => Promise.resolve({ accessKeyId, secretAccessKey });
      const role = await roleOf(connect(config, { credentials }));
      const key = { accessKeyId, secretAccessKey, role };
      storeKey(key);
      onSignedIn(keySession(key));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const again = useRef(submit);
  again.current = submit;
  useEffect(() => {
    if (problem?.kind !== "unreachable") return;
    const timer = setTimeout(() => void again.current(), RETRY_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [problem]);
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Form
        actions={
          <Button variant="primary" loading={isBusy} disabled={!accessKeyId || !secretAccessKey}>
            {all("signIn")}
          </Button>
        }
      >
        <SpaceBetween size="m">
          {config.Hint ? <Alert type="info">{t("localHint")}</Alert> : null}
          <FormField label={t("accessKey")}>
            <Input
              value={accessKeyId}
              autoComplete="username"
              name="access-key"
              onChange={({ detail }) => setAccessKeyId(detail.value.trim())}
            />
          </FormField>
          <FormField label={t("secretKey")}>
            <Input
              type="password"
              value={secretAccessKey}
              autoComplete="current-password"
              name="secret-key"
              onChange={({ detail }) => setSecret(detail.value.trim())}
            />
          </FormField>
          <ProblemAlert problem={problem} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
