/** What came of a campaign: people reached, rates and counts by treatment, and what followed. */
import { GetCampaignDateRangeKpiCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { Aftermath } from "./Aftermath";
import type { PartProperties } from "./CampaignPage";
import { draftOf } from "./draft";
import { measuresOf, rangeOf, rateOf, totalOf, type Engagement, type Measure } from "./results";
import { resultTexts } from "./resultTexts";
import { useTreatmentNames } from "./useTreatmentNames";

const POLL_MS = 10_000;
/** Reports of opens and bounces trickle in for some time after a run. */
const FRESH_MS = 3_600_000;
const HEADLINE: readonly Measure[] = ["Delivered", "Opened", "Clicked", "HardBounced", "Complaints", "Unsubscribed"];

export function Results({ app, campaign, started }: PartProperties) {
  const r = useTexts(resultTexts);
  const format = useFormat();
  const nameOf = useTreatmentNames(campaign);
  const { channels } = draftOf(campaign);
  const { engagement, unique, isFresh, problem, reload } = useResults({ app, campaign, started });
  if (problem && !engagement) return <ProblemAlert problem={problem} onRetry={reload} isOptional />;
  if (!engagement) return <StatusIndicator type="loading">{r("counting")}</StatusIndicator>;
  const total = totalOf(engagement.Treatments);
  const measures = measuresOf(channels, total);
  const rated = measures.filter((measure) => rateOf(measure, total, channels) !== undefined);
  const treatments = engagement.Treatments;
  const isInApp = channels.includes("INAPP");
  if (!started && total.Sent === 0 && !isInApp) return <Box color="text-body-secondary">{r("nothingSent")}</Box>;
  if (isInApp) return <Box color="text-body-secondary">{r("inAppResults")}</Box>;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={isFresh ? r("lagging") : undefined}
            actions={<ToButton path={`${inApp(app, "analytics")}?tab=experiments`}>{r("experiment")}</ToButton>}
          >
            {r("results")}
          </Header>
        }
      >
        <ColumnLayout columns={4} variant="text-grid" minColumnWidth={150}>
          <Big label={r("unique")} value={format.number(unique)} />
          <Big label={r("Sent")} value={format.number(total.Sent)} />
          {HEADLINE.filter((measure) => measures.includes(measure)).map((measure) => (
            <Big
              key={measure}
              label={r(measure)}
              value={format.share(rateOf(measure, total, channels))}
              detail={format.number(total[measure])}
            />
          ))}
        </ColumnLayout>
      </Container>
      <Figure
        title={r(treatments.length > 1 ? "rates" : "rate")}
        description={r("ratesHint")}
        categoryTitle={r("measure")}
        categories={rated.map((measure) => r(measure))}
        series={treatments.map((one) => ({
          title: nameOf(one.TreatmentId),
          values: rated.map((measure) => rateOf(measure, one, channels)),
        }))}
        unit="share"
        empty={r("noReports")}
      />
      <Figure
        title={r(treatments.length > 1 ? "counts" : "count")}
        categoryTitle={r("measure")}
        categories={measures.map((measure) => r(measure))}
        series={treatments.map((one) => ({
          title: nameOf(one.TreatmentId),
          values: measures.map((measure) => one[measure]),
        }))}
      />
      <Hours engagement={engagement} />
      <Aftermath after={engagement.AfterMessages} nameOf={nameOf} />
    </SpaceBetween>
  );
}

function useResults({ app, campaign, started }: PartProperties) {
  const api = useApi();
  const id = campaign.Id!;
  const { start, end } = rangeOf(campaign.CreationDate, new Date());
  const isFresh =
    campaign.State?.CampaignStatus === "EXECUTING" ||
    (started !== undefined && Date.now() - Date.parse(started) < FRESH_MS);
  const poll = { poll: () => (isFresh ? POLL_MS : undefined) };
  const engagement = useQuery<Engagement>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/engagement`, { start, end }, signal),
    [app, id, start, end, started, isFresh],
    poll,
  );
  const unique = useQuery(
    async () => {
      const answer = await api.send(
        new GetCampaignDateRangeKpiCommand({
          ApplicationId: app,
          CampaignId: id,
          KpiName: "unique-deliveries",
          StartTime: new Date(`${start}T00:00:00Z`),
          EndTime: new Date(`${end}T23:59:59Z`),
        }),
      );
      const row = answer.CampaignDateRangeKpiResponse?.KpiResult?.Rows?.[0];
      return Number(row?.Values?.[0]?.Value ?? 0);
    },
    [app, id, start, end, started, isFresh],
    poll,
  );
  return {
    engagement: engagement.data,
    unique: unique.data,
    isFresh,
    problem: engagement.problem,
    reload: engagement.reload,
  };
}

function Hours({ engagement }: { engagement: Engagement }) {
  const r = useTexts(resultTexts);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const at = (hour: number) =>
    totalOf(engagement.Treatments.flatMap(({ Hours }) => Hours.filter((each) => each.Hour === hour)));
  const totals = hours.map(at);
  const shown = (["Opened", "Clicked", "PushOpened"] as const).filter((measure) =>
    totals.some((total) => total[measure] > 0),
  );
  if (!shown.length) return null;
  return (
    <Figure
      title={r("hours")}
      description={r("hoursHint")}
      kind="line"
      categoryTitle={r("hour")}
      categories={hours.map((hour) => `${String(hour).padStart(2, "0")}:00`)}
      series={shown.map((measure) => ({ title: r(measure), values: totals.map((total) => total[measure]) }))}
    />
  );
}

function Big({ label: name, value, detail }: { label: string; value: string; detail?: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">{name}</Box>
      <Box variant="awsui-value-large">{value}</Box>
      {detail === undefined ? null : <Box color="text-body-secondary">{detail}</Box>}
    </div>
  );
}
