/** Signing in with an access key. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState, type FormEvent } from "react";

import { connect } from "../api/client";
import { problemOf, retrySeconds, type Problem } from "../api/errors";
import { storeKey, type StoredKey } from "../api/session";
import { standingOf } from "../api/standing";
import { ProblemAlert } from "../components/ProblemAlert";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { shell } from "../i18n/shell";
import type { ConsoleConfig } from "./config";

interface Properties {
  readonly config: ConsoleConfig;
  readonly onSignedIn: (key: StoredKey) => void;
}

export function KeyForm({ config, onSignedIn }: Properties) {
  const t = useTexts(shell);
  const all = useTexts(common);
  const [accessKeyId, setAccessKeyId] = useState(config.Hint?.AccessKeyId ?? "");
  const [secretAccessKey, setSecret] = useState(config.Hint?.SecretAccessKey ?? "");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const attempt = useRef(0);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    // Within a dialog, the form of the page below is not meant.
    event?.stopPropagation();
    setBusy(true);
    try {
      const credentials = () => Promise.resolve({ accessKeyId, secretAccessKey });
      const key = { accessKeyId, secretAccessKey, ...(await standingOf(connect(config, { credentials }))) };
      storeKey(key);
      onSignedIn(key);
    } catch (error) {
      const found = problemOf(error);
      const retryIn = retrySeconds(found, attempt.current);
      attempt.current += 1;
      setProblem(retryIn === undefined ? found : { ...found, retryIn });
    } finally {
      setBusy(false);
    }
  };
  const again = useRef(submit);
  again.current = submit;
  useEffect(() => {
    if (problem?.retryIn === undefined) return;
    const timer = setTimeout(() => void again.current(), problem.retryIn * 1000);
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
