/** One campaign: how far it is, what came of it, and why somebody did or did not get it. */
import {
  DeleteCampaignCommand,
  GetCampaignActivitiesCommand,
  GetCampaignCommand,
  GetCampaignDateRangeKpiCommand,
  UpdateCampaignCommand,
  type ActivityResponse,
  type CampaignResponse,
} from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Figure } from "../../components/Figure";
import { inApp, To, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ResourceTable } from "../../components/ResourceTable";
import { Status } from "../../components/Status";
import { useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { usePages, useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import { Cost, type CostAnswer } from "./Cost";
import { texts } from "./texts";

const POLL_MS = 2000;
const RUNNING = new Set(["EXECUTING", "SCHEDULED"]);

export default function CampaignPage() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const { campaign: id = "" } = useParams();
  const api = useApi();
  const { data, problem, reload } = useQuery<CampaignResponse>(
    async () =>
      (await api.send(new GetCampaignCommand({ ApplicationId: app, CampaignId: id }))).CampaignResponse!,
    [app, id],
    { poll: (found) => (RUNNING.has(found.State?.CampaignStatus ?? "") ? POLL_MS : undefined) },
  );
  useTitle(data ? data.Name || t("noName") : undefined);
  if (problem && !data) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  const status = data.State?.CampaignStatus ?? "";
  return (
    <SpaceBetween size="l">
      <Head app={app} campaign={data} onChanged={reload} />
      <ProblemAlert problem={problem} onRetry={reload} />
      <Facts app={app} campaign={data} />
      <Progress app={app} id={id} status={status} />
      <Results app={app} id={id} status={status} />
      <Activities app={app} id={id} status={status} />
      <CampaignCost app={app} id={id} />
      <ExplainCampaign app={app} id={id} />
    </SpaceBetween>
  );
}

function Head({ app, campaign, onChanged }: { app: string; campaign: CampaignResponse; onChanged: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const [isDeleting, setDeleting] = useState(false);
  const name = campaign.Name || t("noName");
  const id = campaign.Id!;
  const isPaused = campaign.State?.CampaignStatus === "PAUSED";
  const canPause =
    ["SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN"].includes(campaign.State?.CampaignStatus ?? "") &&
    campaign.Schedule?.StartTime !== "IMMEDIATE";
  const hold = async (IsPaused: boolean) => {
    const isDone = await action.run(() =>
      api.send(new UpdateCampaignCommand({ ApplicationId: app, CampaignId: id, WriteCampaignRequest: { IsPaused } })),
    );
    if (isDone) onChanged();
  };
  return (
    <SpaceBetween size="s">
      <Header
        variant="h1"
        description={campaign.Description}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("work")} onClick={() => setDeleting(true)}>
              {all("delete")}
            </Button>
            {isPaused ? (
              <Button disabled={!may("work")} loading={action.isBusy} onClick={() => void hold(false)}>
                {t("resume")}
              </Button>
            ) : (
              <Button disabled={!may("work") || !canPause} loading={action.isBusy} onClick={() => void hold(true)}>
                {t("pause")}
              </Button>
            )}
            <Button
              disabled={!may("work")}
              onClick={() => void navigate(`${inApp(app, "campaigns", "new")}?copy=${encodeURIComponent(id)}`)}
            >
              {t("copy")}
            </Button>
            <ToButton path={inApp(app, "campaigns", id, "edit")} variant="primary" disabled={!may("work")}>
              {all("edit")}
            </ToButton>
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      <ProblemAlert problem={action.problem} />
      {isDeleting ? (
        <ConfirmDelete
          name={name}
          consequence={t("deleteHint")}
          onDismiss={() => setDeleting(false)}
          onConfirm={async () => {
            await api.send(new DeleteCampaignCommand({ ApplicationId: app, CampaignId: id }));
            notify({ type: "success", content: all("deleted", { name }) });
            await navigate(inApp(app, "campaigns"));
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Facts({ app, campaign }: { app: string; campaign: CampaignResponse }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const names = useSegmentNames(app);
  const { Schedule: schedule } = campaign;
  const additional = campaign.AdditionalTreatments ?? [];
  const rest =
    100 - (campaign.HoldoutPercent ?? 0) - additional.reduce((sum, { SizePercent }) => sum + (SizePercent ?? 0), 0);
  const treatments = [
    `${campaign.TreatmentName || "1"}: ${rest} %`,
    ...additional.map(({ TreatmentName, SizePercent }, index) => `${TreatmentName || index + 2}: ${SizePercent} %`),
  ];
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: all("status"), value: <Status status={campaign.State?.CampaignStatus} /> },
          {
            label: t("segment"),
            value: (
              <To path={inApp(app, "segments", campaign.SegmentId ?? "")}>
                {names.get(campaign.SegmentId ?? "") ?? campaign.SegmentId ?? "–"}
              </To>
            ),
          },
          {
            label: t("starts"),
            value: schedule?.StartTime === "IMMEDIATE" ? t("now") : format.time(schedule?.StartTime),
          },
          { label: t("repeat"), value: t((schedule?.Frequency ?? "ONCE") as "ONCE") },
          { label: t("treatments"), value: treatments.join(" · ") },
          { label: t("holdout"), value: `${campaign.HoldoutPercent ?? 0} %` },
          { label: all("version"), value: campaign.Version },
          { label: all("id"), value: campaign.Id },
        ]}
      />
    </Container>
  );
}

interface ProgressAnswer {
  readonly State: string;
  readonly Total: number;
  readonly Done: number;
  readonly PerSecond: number | null;
  readonly Eta: string | null;
}

const ENDED = new Set(["COMPLETED", "CANCELLED", "FAILED"]);

function Progress({ app, id, status }: { app: string; id: string; status: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery<ProgressAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/progress`, {}, signal),
    [app, id, status],
    { poll: ({ State }) => (ENDED.has(State) || !RUNNING.has(status) ? undefined : POLL_MS) },
  );
  return (
    <Container header={<Header variant="h2">{t("progress")}</Header>}>
      <ProblemAlert problem={problem} isOptional />
      {data && data.Total > 0 ? (
        <ProgressBar
          label={t("progress")}
          value={Math.round((data.Done / data.Total) * 100)}
          status={ENDED.has(data.State) ? "success" : "in-progress"}
          resultText={t("done", { done: format.number(data.Done), total: format.number(data.Total) })}
          additionalInfo={[
            t("done", { done: format.number(data.Done), total: format.number(data.Total) }),
            data.PerSecond ? t("perSecond", { n: format.decimal(data.PerSecond, 0) }) : "",
            data.Eta ? t("eta", { time: format.time(data.Eta) }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        />
      ) : data ? (
        <Box color="text-body-secondary">{t("noRun")}</Box>
      ) : null}
    </Container>
  );
}

interface Row {
  readonly key: string;
  readonly value: number;
}

async function kpi(api: ReturnType<typeof useApi>, app: string, id: string, name: string): Promise<Row[]> {
  const answer = await api.send(
    new GetCampaignDateRangeKpiCommand({ ApplicationId: app, CampaignId: id, KpiName: name }),
  );
  const rows = answer.CampaignDateRangeKpiResponse?.KpiResult?.Rows ?? [];
  return rows.map(({ GroupedBys, Values }) => ({
    key: GroupedBys?.[0]?.Value ?? "",
    value: Number(Values?.[0]?.Value ?? 0),
  }));
}

function Results({ app, id, status }: { app: string; id: string; status: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery(
    async () => {
      const single = async (name: string) => (await kpi(api, app, id, name))[0]?.value;
      const [unique, delivered, opened, bounced, clicks, byRun, opensByRun] = await Promise.all([
        single("unique-deliveries"),
        single("successful-delivery-rate"),
        single("email-open-rate"),
        single("hard-bounce-rate"),
        kpi(api, app, id, "clicks-grouped-by-campaign-activity"),
        kpi(api, app, id, "successful-deliveries-grouped-by-campaign-activity"),
        kpi(api, app, id, "direct-email-opens-grouped-by-campaign-activity"),
      ]);
      return { unique, delivered, opened, bounced, clicks, byRun, opensByRun };
    },
    [app, id, status],
  );
  const runs = data?.byRun.map(({ key }) => key) ?? [];
  const of = (rows: readonly Row[] | undefined) => runs.map((run) => rows?.find(({ key }) => key === run)?.value ?? 0);
  const clicks = data?.clicks.reduce((sum, { value }) => sum + value, 0);
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} />
      <Container
        header={
          <Header
            variant="h2"
            actions={<ToButton path={`${inApp(app, "analytics")}?tab=experiments`}>{t("experiment")}</ToButton>}
          >
            {t("results")}
          </Header>
        }
      >
        <ColumnLayout columns={4} variant="text-grid">
          <Big label={t("unique")} value={format.number(data?.unique)} />
          <Big label={t("deliveryRate")} value={format.share(data?.delivered)} />
          <Big label={t("openRate")} value={format.share(data?.opened)} />
          <Big label={t("bounces")} value={format.share(data?.bounced)} />
        </ColumnLayout>
      </Container>
      {runs.length ? (
        <Figure
          title={t("byRun")}
          {...(clicks === undefined ? {} : { description: `${t("clicks")}: ${format.number(clicks)}` })}
          categoryTitle={t("activities")}
          categories={runs}
          series={[
            { title: t("succeeded"), values: of(data?.byRun) },
            { title: t("openRate"), values: of(data?.opensByRun) },
            { title: t("clicks"), values: of(data?.clicks) },
          ]}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Big({ label: name, value }: { label: string; value: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">{name}</Box>
      <Box variant="awsui-value-large">{value}</Box>
    </div>
  );
}

function Activities({ app, id, status }: { app: string; id: string; status: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const pages = usePages<ActivityResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetCampaignActivitiesCommand({
          ApplicationId: app,
          CampaignId: id,
          Token: token,
          PageSize: String(size),
        }),
        { abortSignal: signal },
      );
      return { items: answer.ActivitiesResponse?.Item ?? [], token: answer.ActivitiesResponse?.NextToken };
    },
    [app, id, status],
  );
  const metrics = (activity: ActivityResponse) =>
    Object.entries(activity.ExecutionMetrics ?? {})
      .filter(([, count]) => count !== "0")
      .map(([name, count]) => `${name}: ${count}`)
      .join(", ");
  return (
    <ResourceTable
      title={t("activities")}
      headingTag="h2"
      scope="a."
      pages={pages}
      trackBy={(activity) => activity.Id!}
      empty={t("noRun")}
      defaultSort={{ column: "start", isDescending: true }}
      columns={[
        {
          id: "start",
          header: all("start"),
          value: (activity) => activity.Start ?? activity.ScheduledStart,
          cell: (activity) => format.time(activity.Start ?? activity.ScheduledStart),
        },
        {
          id: "state",
          header: all("status"),
          value: (activity) => activity.State,
          cell: (activity) => <Status status={activity.State} />,
        },
        { id: "result", header: t("result"), value: (activity) => activity.Result },
        { id: "treatment", header: t("treatment"), value: (activity) => activity.TreatmentId },
        { id: "targeted", header: t("targeted"), value: (activity) => activity.TotalEndpointCount },
        { id: "sent", header: t("succeeded"), value: (activity) => activity.SuccessfulEndpointCount },
        {
          id: "zones",
          header: t("zones"),
          value: (activity) =>
            activity.TimezonesTotalCount
              ? `${activity.TimezonesCompletedCount ?? 0}/${activity.TimezonesTotalCount}`
              : undefined,
        },
        { id: "metrics", header: t("details"), value: metrics, minWidth: 220 },
        { id: "id", header: all("id"), value: (activity) => activity.Id },
      ]}
    />
  );
}

function CampaignCost({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const api = useApi();
  const { data, problem, isLoading } = useQuery<CostAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/cost`, {}, signal),
    [app, id],
  );
  return (
    <Container header={<Header variant="h2">{t("cost")}</Header>}>
      <ProblemAlert problem={problem} isOptional />
      {data ? <Cost cost={data} /> : isLoading ? <Spinner /> : null}
    </Container>
  );
}

interface Explanation {
  readonly Status: string;
  readonly Rule: string;
  readonly Detail: string | null;
  readonly ActivityId: string | null;
  readonly TreatmentId: string | null;
}

function ExplainCampaign({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("endpoint") ?? "";
  const [endpoint, setEndpoint] = useState(asked);
  const { data, problem, isLoading } = useQuery<Explanation>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/explain`, { "endpoint-id": asked }, signal),
    [app, id, asked],
    { enabled: asked !== "" },
  );
  return (
    <Container header={<Header variant="h2">{t("explain")}</Header>}>
      <SpaceBetween size="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setSearch({ endpoint }, { replace: true });
          }}
        >
          <FormField
            label={t("endpointId")}
            secondaryControl={
              <Button loading={isLoading} disabled={!endpoint}>
                {t("ask")}
              </Button>
            }
          >
            <Input value={endpoint} onChange={({ detail }) => setEndpoint(detail.value.trim())} />
          </FormField>
        </form>
        <ProblemAlert problem={problem} isOptional />
        {data ? (
          <Alert type={data.Status === "SUCCESS" ? "success" : "info"} header={data.Status}>
            <KeyValuePairs
              columns={2}
              items={[
                { label: t("rule"), value: data.Rule },
                { label: t("detail"), value: data.Detail ?? "–" },
                { label: t("treatment"), value: data.TreatmentId ?? "–" },
                { label: all("id"), value: data.ActivityId ?? "–" },
              ]}
            />
          </Alert>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}
