/** An application's settings: defaults of campaigns, the circuit breaker, the preference page, signing keys. */
import Alert from "@cloudscape-design/components/alert";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { useApplicationId } from "../../components/useApplication";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { CampaignDefaults } from "./CampaignDefaults";
import { CircuitBreaker } from "./CircuitBreaker";
import { PreferencePage } from "./PreferencePage";
import { settingsTexts } from "./settingsTexts";
import { SigningKeys } from "./SigningKeys";

export default function Settings() {
  const t = useTexts(settingsTexts);
  const all = useTexts(common);
  const app = useApplicationId();
  const may = useMay();
  useTitle(t("title"));
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      {may("work") ? null : <Alert type="info">{all("readOnly")}</Alert>}
      <CampaignDefaults app={app} />
      <CircuitBreaker app={app} />
      <PreferencePage app={app} />
      <SigningKeys app={app} />
    </SpaceBetween>
  );
}
