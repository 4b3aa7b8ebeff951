/** One campaign: how far it is, what came of it, and why somebody did or did not get it. */
import { GetCampaignCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Tabs from "@cloudscape-design/components/tabs";
import { useParams, useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { CampaignCost } from "./Cost";
import { Explain } from "./Explain";
import { Head } from "./Head";
import { Overview } from "./Overview";
import { Progress, type ProgressAnswer } from "./Progress";
import { Results } from "./Results";
import { Runs } from "./Runs";
import { Settings } from "./Settings";
import { BrokenAlert, TrippedAlert, type Breaker } from "./Standing";
import { resultTexts } from "./resultTexts";
import { texts } from "./texts";
import { Versions } from "./Versions";

const POLL_MS = 2000;
const CALM_POLL_MS = 15_000;
const MOVING = new Set(["EXECUTING", "SCHEDULED"]);
const TABS = ["results", "runs", "settings", "cost", "why", "versions"] as const;

export default function CampaignPage() {
  const t = useTexts(texts);
  const r = useTexts(resultTexts);
  const app = useApplicationId();
  const { campaign: id = "" } = useParams();
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const { data, problem, reload } = useQuery<CampaignResponse>(
    async () =>
      (await api.send(new GetCampaignCommand({ ApplicationId: app, CampaignId: id }))).CampaignResponse!,
    [app, id],
    { poll: (found) => pollOf(found.State?.CampaignStatus) },
  );
  const status = data?.State?.CampaignStatus ?? "";
  const progress = useQuery<ProgressAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/progress`, {}, signal),
    [app, id, status],
    { poll: () => pollOf(status), enabled: data !== undefined },
  );
  const breakerPath = `/apps/${label(app)}/campaigns/${label(id)}/circuit-breaker`;
  const breaker = useQuery<Breaker>((signal) => api.x.get(breakerPath, {}, signal), [breakerPath, status]);
  useTitle(data ? data.Name || t("noName") : undefined);
  if (problem && !data) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  const isBroken = status === "INVALID" || status === "DELETED";
  const shared = { app, campaign: data, started: progress.data?.Started ?? undefined };
  const contents = {
    results: () => <Results {...shared} />,
    runs: () => <Runs {...shared} />,
    settings: () => <Settings {...shared} />,
    cost: () => <CampaignCost app={app} id={id} started={shared.started} />,
    why: () => <Explain {...shared} />,
    versions: () => <Versions {...shared} />,
  };
  const asked = search.get("tab") ?? (search.get("endpoint") ? "why" : "results");
  const active = TABS.find((tab) => tab === asked) ?? "results";
  return (
    <SpaceBetween size="l">
      <Head app={app} campaign={data} onChanged={reload} />
      {problem ? <ProblemAlert problem={problem} onRetry={reload} /> : null}
      {isBroken ? <BrokenAlert status={status} reason={progress.data?.FailureReason ?? undefined} /> : null}
      {breaker.data?.Stopped ? <TrippedAlert breaker={breaker} path={breakerPath} onChanged={reload} /> : null}
      <Overview {...shared} />
      <Progress query={progress} campaign={data} />
      <Tabs
        ariaLabel={r("sections")}
        activeTabId={active}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
        tabs={TABS.map((tab) => ({ id: tab, label: r(tab), content: tab === active ? contents[tab]() : null }))}
      />
    </SpaceBetween>
  );
}

/** A run is followed closely; a campaign that waits may begin its next one while the page is open. */
function pollOf(status: string | undefined): number | undefined {
  if (MOVING.has(status ?? "")) return POLL_MS;
  return status === "PENDING_NEXT_RUN" ? CALM_POLL_MS : undefined;
}

export interface PartProperties {
  readonly app: string;
  readonly campaign: CampaignResponse;
  /** When the last run began. */
  readonly started: string | undefined;
}
