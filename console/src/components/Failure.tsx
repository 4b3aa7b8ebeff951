/** A page that threw: the rest of the console stays. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useRouteError } from "react-router";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { shell } from "../i18n/shell";

export function Failure() {
  const t = useTexts(shell);
  const all = useTexts(common);
  const error = useRouteError();
  return (
    <Alert
      type="error"
      header={t("crashed")}
      action={<Button onClick={() => window.location.reload()}>{all("retry")}</Button>}
    >
      {error instanceof Error ? error.message : String(error)}
    </Alert>
  );
}
