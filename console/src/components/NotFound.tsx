import Alert from "@cloudscape-design/components/alert";

import { useTitle } from "../app/crumbs";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { ToButton } from "./Links";

export function NotFound() {
  const t = useTexts(common);
  useTitle(t("missing"));
  return (
    <Alert
      type="info"
      header={<h1 className="pw-plain">{t("missing")}</h1>}
      action={<ToButton path="/">{t("toApplications")}</ToButton>}
    >
      {t("unknownPage")}
    </Alert>
  );
}
