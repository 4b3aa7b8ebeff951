/** The channels of an application: set up, switch, check. */
import { GetChannelsCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { segment as label } from "../../api/extension";
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
import { checksOf, type ProviderSays } from "./setUpChecks";
import { Suppressions } from "./Suppressions";
import { texts } from "./texts";
import { VoicePreview } from "./VoicePreview";

export default function Channels() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  useTitle(t("title"));
  const { data, problem, reload } = useQuery(
    async () =>
      Object.keys((await api.send(new GetChannelsCommand({ ApplicationId: app }))).ChannelsResponse?.Channels ?? {}),
    [app],
  );
  // Sending works without it: a deployment that cannot ask the providers shows fewer checks.
  const said = useQuery<Partial<Record<ChannelName, ProviderSays>>>(
    (signal) => api.x.get(`/apps/${label(app)}/channel-checks`, {}, signal),
    [app],
  );
  const changed = () => {
    reload();
    said.reload();
  };
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      {may("administer") ? null : <Alert type="info">{all("readOnly")}</Alert>}
      <ProblemAlert problem={problem} onRetry={reload} />
      {data ? (
        <SpaceBetween size="s">
          {TYPES.map((type) => (
            <Channel
              key={type}
              app={app}
              type={type}
              isSetUp={data.includes(type)}
              says={said.data?.[type]}
              onChanged={changed}
            />
          ))}
        </SpaceBetween>
      ) : problem ? null : (
        <Spinner />
      )}
      <Suppressions app={app} />
    </SpaceBetween>
  );
}

interface ChannelProperties {
  readonly app: string;
  readonly type: ChannelName;
  readonly isSetUp: boolean;
  readonly says: ProviderSays | undefined;
  readonly onChanged: () => void;
}

function Channel({ app, type, isSetUp, says, onChanged }: ChannelProperties) {
  const t = useTexts(texts);
  const nameOf = useChannelName();
  const api = useApi();
  const { data, problem, reload } = useQuery<Stored | null>(
    async () => (isSetUp ? { ...(await OPERATIONS[type].get(api, app)) } : null),
    [app, type, isSetUp],
  );
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <ExpandableSection
      variant="container"
      headerText={nameOf(type)}
      headerInfo={data === undefined ? null : <State type={type} stored={data} says={says} />}
    >
      <SpaceBetween size="l">
        <ProblemAlert problem={problem} onRetry={reload} />
        <div>{t(`${type}_what`)}</div>
        {data ? <Checks type={type} stored={data} says={says} /> : null}
        {data === undefined ? null : <ChannelForm app={app} type={type} stored={data} onChanged={changed} />}
        {type === "VOICE" && data ? <VoicePreview /> : null}
      </SpaceBetween>
    </ExpandableSection>
  );
}

interface StateProperties {
  readonly type: ChannelName;
  readonly stored: Stored | null;
  readonly says: ProviderSays | undefined;
}

function State({ type, stored, says }: StateProperties) {
  const t = useTexts(texts);
  if (!stored) return <StatusIndicator type="stopped">{t("notSetUp")}</StatusIndicator>;
  if (!stored["Enabled"]) return <StatusIndicator type="stopped">{t("off")}</StatusIndicator>;
  const isGood = checksOf(type, stored, says).every((check) => check.isGood);
  return <StatusIndicator type={isGood ? "success" : "warning"}>{t(isGood ? "on" : "incomplete")}</StatusIndicator>;
}
