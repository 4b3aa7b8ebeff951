/** A destructive action asks for the name to be typed. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { problemOf, type Problem } from "../api/errors";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { ProblemAlert } from "./ProblemAlert";

interface Properties {
  readonly name: string;
  readonly consequence?: string;
  readonly action?: string;
  readonly title?: string;
  readonly onConfirm: () => Promise<void>;
  readonly onDismiss: () => void;
}

export function ConfirmDelete({ name, consequence, action, title, onConfirm, onDismiss }: Properties) {
  const t = useTexts(common);
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const confirm = async () => {
    if (typed !== name || isBusy) return;
    setBusy(true);
    try {
      await onConfirm();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      header={title ?? t("confirmTitle", { name })}
      closeAriaLabel={t("close")}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              {t("cancel")}
            </Button>
            <Button variant="primary" disabled={typed !== name} loading={isBusy} onClick={confirm}>
              {action ?? t("delete")}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {consequence ? <Alert type="warning">{consequence}</Alert> : null}
        <FormField label={t("confirmText")} description={name}>
          <Input
            value={typed}
            placeholder={name}
            autoFocus
            onChange={({ detail }) => setTyped(detail.value)}
            onKeyDown={({ detail }) => {
              if (detail.key === "Enter") void confirm();
            }}
          />
        </FormField>
        <ProblemAlert problem={problem} />
      </SpaceBetween>
    </Modal>
  );
}
