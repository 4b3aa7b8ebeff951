/** A form in a dialog: Enter submits, and what was written is not lost by a click beside it or by a link. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useId, type ReactNode } from "react";

import type { Problem } from "../api/errors";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { ProblemAlert } from "./ProblemAlert";
import { UnsavedGuard } from "./UnsavedGuard";

interface Properties {
  readonly title: string;
  readonly submitText: string;
  /** The button that leaves; "Cancel" unless told. */
  readonly dismissText?: string;
  readonly canSubmit: boolean;
  readonly isBusy: boolean;
  /** What the server said that belongs to none of the fields. */
  readonly problem: Problem | undefined;
  readonly isDirty?: boolean;
  readonly size?: "medium" | "large";
  readonly onSubmit: () => void;
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

export function FormDialog(properties: Properties) {
  const { title, submitText, dismissText, canSubmit, isBusy, problem, isDirty = false, size = "medium" } = properties;
  const { onSubmit, onDismiss, children } = properties;
  const t = useTexts(common);
  const form = useId();
  return (
    <Modal
      visible
      size={size}
      header={title}
      closeAriaLabel={t("close")}
      onDismiss={({ detail }) => {
        if (!(isDirty && detail.reason === "overlay")) onDismiss();
      }}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onDismiss}>
              {dismissText ?? t("cancel")}
            </Button>
            <Button variant="primary" form={form} disabled={!canSubmit} loading={isBusy}>
              {submitText}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (canSubmit && !isBusy) onSubmit();
        }}
      >
        <UnsavedGuard isDirty={isDirty && !isBusy} />
        <SpaceBetween size="m">
          {children}
          <ProblemAlert problem={problem} />
        </SpaceBetween>
      </form>
    </Modal>
  );
}
