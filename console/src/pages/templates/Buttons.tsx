/** What can be done with a template. */
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigate } from "react-router";

import { useMay } from "../../app/context";
import { ToButton } from "../../components/Links";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";
import type { Named } from "./types";

interface Properties {
  readonly stored: Named | undefined;
  readonly isDirty: boolean;
  readonly isOld: boolean;
  readonly isBusy: boolean;
  readonly onDialog: (dialog: "delete" | "test") => void;
  readonly onSave: (isNewVersion: boolean) => void;
}

export function Buttons({ stored, isDirty, isOld, isBusy, onDialog, onSave }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const may = useMay();
  const mayChange = may("share");
  const mayTest = may("work");
  const navigate = useNavigate();
  if (!stored) {
    return (
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={() => void navigate("/templates")}>
          {all("cancel")}
        </Button>
        <Button variant="primary" disabled={!mayChange} loading={isBusy} onClick={() => onSave(false)}>
          {t("create")}
        </Button>
      </SpaceBetween>
    );
  }
  const copy = `/templates/new?${new URLSearchParams({ type: stored.type, copy: stored.name }).toString()}`;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={!mayChange} onClick={() => onDialog("delete")}>
        {all("delete")}
      </Button>
      <ToButton path={copy} disabled={!mayChange}>
        {all("copy")}
      </ToButton>
      {stored.type === "INAPP" ? null : (
        <Button
          disabled={!mayTest || isDirty}
          disabledReason={mayTest ? t("saveFirst") : ""}
          onClick={() => onDialog("test")}
        >
          {t("test")}
        </Button>
      )}
      <Button disabled={!mayChange || isOld || !isDirty} loading={isBusy} onClick={() => onSave(false)}>
        {t("saveOver")}
      </Button>
      <Button
        variant="primary"
        disabled={!mayChange || (!isDirty && !isOld)}
        loading={isBusy}
        onClick={() => onSave(true)}
      >
        {t("saveNew")}
      </Button>
    </SpaceBetween>
  );
}
