/** The runs of a campaign: who got it, who did not and why, in words. */
import {
  GetCampaignActivitiesCommand,
  GetCampaignDateRangeKpiCommand,
  type ActivityResponse,
  type CampaignResponse,
} from "@aws-sdk/client-pinpoint";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ResourceTable } from "../../components/ResourceTable";
import { Status, useStatusName } from "../../components/Status";
import { usePages, useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import type { PartProperties } from "./CampaignPage";
import { useOutcomeName } from "./Outcome";
import { resultOf, leftOut } from "./activities";
import { rangeOf } from "./results";
import { resultTexts } from "./resultTexts";
import { useTreatmentNames } from "./useTreatmentNames";

export function Runs({ app, campaign, started }: PartProperties) {
  const r = useTexts(resultTexts);
  const all = useTexts(common);
  const format = useFormat();
  const outcome = useOutcomeName();
  const statusName = useStatusName();
  const nameOf = useTreatmentNames(campaign);
  const api = useApi();
  const status = campaign.State?.CampaignStatus;
  const pages = usePages<ActivityResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetCampaignActivitiesCommand({
          ApplicationId: app,
          CampaignId: campaign.Id,
          Token: token,
          PageSize: String(size),
        }),
        { abortSignal: signal },
      );
      return { items: answer.ActivitiesResponse?.Item ?? [], token: answer.ActivitiesResponse?.NextToken };
    },
    [app, campaign.Id, status, started],
  );
  const { opens, clicks } = useAnswers(app, campaign, started);
  const hasTreatments = (campaign.AdditionalTreatments ?? []).length > 0;
  const hasZones = pages.items.some(({ TimezonesTotalCount }) => TimezonesTotalCount);
  const words = (activity: ActivityResponse) =>
    leftOut(activity)
      .map(([code, count]) => `${outcome(code)}: ${format.number(count)}`)
      .join(" · ");
  const when = (activity: ActivityResponse) => activity.Start ?? activity.ScheduledStart;
  const chronological = pages.items
    .filter(({ TotalEndpointCount }) => TotalEndpointCount)
    .sort((one, other) => (when(one) ?? "").localeCompare(when(other) ?? ""));
  return (
    <SpaceBetween size="l">
      {new Set(chronological.map(when)).size > 1 ? (
        <Figure
          title={r("byRun")}
          categoryTitle={all("start")}
          categories={chronological.map(
            (activity) => format.time(when(activity)) + (hasTreatments ? ` · ${nameOf(activity.TreatmentId ?? "0")}` : ""),
          )}
          series={[
            { title: r("targeted"), values: chronological.map(({ TotalEndpointCount }) => TotalEndpointCount) },
            { title: r("Sent"), values: chronological.map(({ SuccessfulEndpointCount }) => SuccessfulEndpointCount) },
          ]}
        />
      ) : null}
      <ResourceTable
        title={r("runs")}
        headingTag="h2"
        scope="a."
        pages={pages}
        trackBy={(activity) => activity.Id!}
        empty={r("noRun")}
        defaultSort={{ column: "start", isDescending: true }}
        choice={{ label: all("status"), value: (activity) => activity.State, name: statusName }}
        columns={[
          { id: "start", header: all("start"), value: when, cell: (activity) => format.time(when(activity)), minWidth: 150 },
          ...(hasTreatments
            ? [{ id: "treatment", header: r("treatment"), value: (activity: ActivityResponse) => nameOf(activity.TreatmentId ?? "0") }]
            : []),
          {
            id: "state",
            header: all("status"),
            value: (activity) => activity.State,
            cell: (activity) => <Standing activity={activity} />,
            minWidth: 170,
          },
          {
            id: "sent",
            header: r("Sent"),
            value: (activity) => activity.SuccessfulEndpointCount,
            cell: (activity) =>
              `${format.number(activity.SuccessfulEndpointCount)} / ${format.number(activity.TotalEndpointCount)}`,
            minWidth: 110,
          },
          { id: "left", header: r("leftOut"), value: words, minWidth: 190 },
          { id: "opened", header: r("Opened"), value: (activity) => opens.get(activity.Id ?? ""), minWidth: 80 },
          { id: "clicked", header: r("Clicked"), value: (activity) => clicks.get(activity.Id ?? ""), minWidth: 80 },
          ...(hasZones
            ? [
                {
                  id: "zones",
                  header: r("zones"),
                  value: (activity: ActivityResponse) =>
                    activity.TimezonesTotalCount
                      ? `${activity.TimezonesCompletedCount ?? 0}/${activity.TimezonesTotalCount}`
                      : undefined,
                },
              ]
            : []),
        ]}
      />
    </SpaceBetween>
  );
}

/** The status, and in words why a run failed or did not take place. */
function Standing({ activity }: { activity: ActivityResponse }) {
  const r = useTexts(resultTexts);
  const result = resultOf(activity);
  if (result === undefined) return <Status status={activity.State} />;
  return (
    <StatusIndicator type={result === "ok" ? "success" : result === "skipped" ? "stopped" : "error"}>
      {r(`run_${result}`)}
    </StatusIndicator>
  );
}

/** Opens and clicks of e-mails by run. */
function useAnswers(app: string, campaign: CampaignResponse, started: string | undefined) {
  const api = useApi();
  const { start, end } = rangeOf(campaign.CreationDate, new Date());
  const byRun = async (KpiName: string) => {
    const answer = await api.send(
      new GetCampaignDateRangeKpiCommand({
        ApplicationId: app,
        CampaignId: campaign.Id,
        KpiName,
        StartTime: new Date(`${start}T00:00:00Z`),
        EndTime: new Date(`${end}T23:59:59Z`),
      }),
    );
    const rows = answer.CampaignDateRangeKpiResponse?.KpiResult?.Rows ?? [];
    return rows.map(({ GroupedBys, Values }) => [GroupedBys?.[0]?.Value ?? "", Number(Values?.[0]?.Value ?? 0)] as const);
  };
  const { data } = useQuery(
    async () => {
      const [opens, clicks] = await Promise.all([
        byRun("direct-email-opens-grouped-by-campaign-activity"),
        byRun("clicks-grouped-by-campaign-activity"),
      ]);
      return { opens, clicks };
    },
    [app, campaign.Id, start, end, started],
  );
  return { opens: new Map(data?.opens), clicks: new Map(data?.clicks) };
}
