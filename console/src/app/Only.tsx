/** Pages that are there to change something: who may not is told so, instead of a form that leads nowhere. */
import Alert from "@cloudscape-design/components/alert";
import { Outlet } from "react-router";

import type { Deed } from "../api/roles";
import { useTexts } from "../i18n/language";
import { problems } from "../i18n/problems";
import { useMay } from "./context";
import { useTitle } from "./crumbs";

export function Only({ deed }: { deed: Deed }) {
  const may = useMay();
  return may(deed) ? <Outlet /> : <Refused />;
}

function Refused() {
  const t = useTexts(problems);
  useTitle(t("forbidden"));
  return (
    <Alert type="info" header={<h1 className="pw-plain">{t("forbidden")}</h1>}>
      {t("forbiddenHelp")}
    </Alert>
  );
}
