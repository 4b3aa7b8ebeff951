/** The channels of an application: set up, switch, check. */
import Alert from "@cloudscape-design/components/alert";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { problemOf } from "../../api/errors";
import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useChannelName } from "../../components/useChannelName";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { ChannelForm } from "./ChannelForm";
import { OPERATIONS, TYPES, type ChannelName, type Stored } from "./channelTypes";
import { Checks } from "./Checks";
import { checksOf } from "./checks";
import { Suppressions } from "./Suppressions";
import { texts } from "./texts";
import { VoicePreview } from "./VoicePreview";

export default function Channels() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const may = useMay();
  useTitle(t("title"));
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      {may("administer") ? null : <Alert type="info">{all("readOnly")}</Alert>}
      <SpaceBetween size="s">
        {TYPES.map((type) => (
          <Channel key={type} app={app} type={type} />
        ))}
      </SpaceBetween>
      <Suppressions app={app} />
    </SpaceBetween>
  );
}

function Channel({ app, type }: { app: string; type: ChannelName }) {
  const t = useTexts(texts);
  const nameOf = useChannelName();
  const api = useApi();
  const { data, problem, reload } = useQuery<Stored | null>(async () => {
    try {
      return { ...(await OPERATIONS[type].get(api, app)) };
    } catch (error) {
      if (problemOf(error).kind === "missing") return null;
      throw error;
    }
  }, [app, type]);
  return (
    <ExpandableSection
      variant="container"
      headerText={nameOf(type)}
      headerInfo={data === undefined ? null : <State type={type} stored={data} />}
    >
      <SpaceBetween size="l">
        <ProblemAlert problem={problem} onRetry={reload} />
        <div>{t(`${type}_what`)}</div>
        {data ? <Checks type={type} stored={data} /> : null}
        {data === undefined ? null : <ChannelForm app={app} type={type} stored={data} onChanged={reload} />}
        {type === "VOICE" && data ? <VoicePreview /> : null}
      </SpaceBetween>
    </ExpandableSection>
  );
}

function State({ type, stored }: { type: ChannelName; stored: Stored | null }) {
  const t = useTexts(texts);
  if (!stored) return <StatusIndicator type="stopped">{t("notSetUp")}</StatusIndicator>;
  if (!stored["Enabled"]) return <StatusIndicator type="stopped">{t("off")}</StatusIndicator>;
  const isGood = checksOf(type, stored).every((check) => check.isGood);
  return <StatusIndicator type={isGood ? "success" : "warning"}>{t(isGood ? "on" : "incomplete")}</StatusIndicator>;
}
