/** What past campaigns and experiments tell about how things are: starting points of a plan. */
import { GetCampaignsCommand } from "@aws-sdk/client-pinpoint";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import type { Listed, Report } from "./experiment";
import { experimentTexts } from "./experimentTexts";
import { kpi } from "./kpis";
import { baselineOfRate, baselinesOf, type Baseline } from "./planning";
import { lastDays } from "./range";
import { useSubject } from "./subject";

const KPI_DAYS = 31;
/** The latest ones; each is a report of its own. */
const MOST_EXPERIMENTS = 5;

export function useBaselines(): readonly Baseline[] {
  const t = useTexts(experimentTexts);
  const api = useApi();
  const { app, today } = useSubject();
  const ofCampaigns = useQuery(async () => {
    const [answer, rates] = await Promise.all([
      api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "1000" })),
      kpi(api, app, "email-open-rate-grouped-by-campaign", lastDays(KPI_DAYS, today)),
    ]);
    const names = new Map(answer.CampaignsResponse?.Item?.map(({ Id, Name }) => [Id, Name]));
    return rates
      .filter(({ value }) => value > 0 && value < 1)
      .map(({ key, value }) => baselineOfRate(key, t("openRateOf", { name: names.get(key) ?? key }), value));
  }, [app, today]);
  const ofExperiments = useQuery(async (signal) => {
    const root = `/apps/${label(app)}/experiments`;
    const { Item } = await api.x.get<{ Item: readonly Listed[] }>(root, { "page-size": 100 }, signal);
    const latest = [...Item].sort((one, other) => other.CreationDate.localeCompare(one.CreationDate));
    const reports = await Promise.all(
      latest.slice(0, MOST_EXPERIMENTS).map(({ Id }) => api.x.get<Report>(`${root}/${label(Id)}`, {}, signal)),
    );
    return reports.flatMap(baselinesOf);
  }, [app]);
  return [...(ofExperiments.data ?? []), ...(ofCampaigns.data ?? [])];
}
