/** Step 5: everything once more, what to think of, and a dry run: who would get it, when, for how much. */
import { GetChannelsCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";

import type { Problem } from "../../api/errors";
import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { useAction } from "../../components/useAction";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import type { StepProperties } from "./CampaignEditor";
import { Cost, type CostLine } from "./Cost";
import { restOf, warningsOf, type CampaignDraft } from "./draft";
import { texts } from "./texts";

interface Properties extends StepProperties {
  readonly isComplete: boolean;
  readonly problem: Problem | undefined;
  readonly onHold: () => Promise<string>;
  readonly onKeep: () => Promise<boolean>;
}

interface DryRun {
  readonly State: string;
  readonly FailureReason: string | null;
  readonly Reach: Readonly<Record<string, number>>;
  readonly Excluded: Readonly<Record<string, number>>;
  readonly Treatments: Readonly<Record<string, number>>;
  readonly Curve: readonly { readonly Hour: string; readonly Messages: number }[];
  readonly End: string | null;
  readonly Cost: number | null;
  readonly CostLines?: readonly CostLine[];
  readonly Currency?: string;
  readonly PricesAsOf?: string;
  readonly Notes?: readonly string[];
}

const POLL_MS = 1000;

export function ReviewStep({ app, draft, isComplete, problem, onHold, onKeep }: Properties) {
  const t = useTexts(texts);
  const api = useApi();
  const may = useMay();
  const enabled = useEnabledChannels(app);
  const action = useAction();
  const [run, setRun] = useState<{ campaign: string; id: string }>();
  const warnings = enabled ? warningsOf(draft, enabled) : [];
  const check = () =>
    action.run(async () => {
      const campaign = await onHold();
      const { Id } = await api.x.post<{ Id: string }>(
        `/apps/${label(app)}/campaigns/${label(campaign)}/dry-run`,
        {},
      );
      setRun({ campaign, id: Id });
    });
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem ?? action.problem} />
      {warnings.length ? (
        <Alert type="warning" header={t("warnings")}>
          <ul>
            {warnings.map((warning) => (
              <li key={warning.key + ("channel" in warning ? warning.channel : "")}>
                {t(warning.key, "channel" in warning ? { channel: t(warning.channel) } : {})}
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
      <Summary app={app} draft={draft} />
      <Container
        header={
          <Header
            variant="h2"
            description={t("checkHint")}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={!isComplete || !may("work") || action.isBusy} onClick={() => void onKeep()}>
                  {t("saveDraft")}
                </Button>
                {draft.kind === "scheduled" ? (
                  <Button
                    disabled={!isComplete || !may("work")}
                    loading={action.isBusy}
                    onClick={() => void check()}
                  >
                    {t("check")}
                  </Button>
                ) : null}
              </SpaceBetween>
            }
          >
            {t("check")}
          </Header>
        }
      >
        {run ? <DryRunResult key={run.id} app={app} {...run} draft={draft} /> : null}
      </Container>
    </SpaceBetween>
  );
}

export function useEnabledChannels(app: string): ReadonlySet<string> | undefined {
  const api = useApi();
  const { data } = useQuery(
    async () => {
      const answer = await api.send(new GetChannelsCommand({ ApplicationId: app }));
      const channels = Object.entries(answer.ChannelsResponse?.Channels ?? {});
      return new Set(channels.filter(([, channel]) => channel.Enabled).map(([type]) => type));
    },
    [app],
  );
  return data;
}

function Summary({ app, draft }: { app: string; draft: CampaignDraft }) {
  const t = useTexts(texts);
  const names = useSegmentNames(app);
  const { schedule } = draft;
  const start = schedule.isNow ? t("now") : `${schedule.date} ${schedule.time} ${schedule.zone}`;
  const shares = draft.treatments.map(
    ({ name, percent }, index) => `${name || index + 1}: ${index ? percent || 0 : restOf(draft)} %`,
  );
  return (
    <Container header={<Header variant="h2">{draft.name}</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t("kind"), value: t(draft.kind) },
          { label: t("segment"), value: names.get(draft.segmentId) ?? draft.segmentId },
          { label: t("channels"), value: draft.channels.map((channel) => t(channel)).join(", ") },
          { label: t("treatments"), value: shares.join(" · ") },
          { label: t("holdout"), value: `${Number(draft.holdout) || 0} %` },
          { label: t("start"), value: start },
          ...(draft.kind === "scheduled"
            ? [{ label: t("repeat"), value: t(schedule.frequency as "ONCE") }]
            : [{ label: t("eventTypes"), value: schedule.eventTypes.join(", ") }]),
        ]}
      />
    </Container>
  );
}

function DryRunResult({
  app,
  campaign,
  id,
  draft,
}: {
  app: string;
  campaign: string;
  id: string;
  draft: CampaignDraft;
}) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery<DryRun>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/campaigns/${label(campaign)}/dry-run/${label(id)}`, {}, signal),
    [app, campaign, id],
    { poll: ({ State }) => (State === "COMPLETED" || State === "FAILED" ? undefined : POLL_MS) },
  );
  if (problem) return <ProblemAlert problem={problem} isOptional />;
  if (!data || (data.State !== "COMPLETED" && data.State !== "FAILED")) {
    return <StatusIndicator type="in-progress">{t("check")}</StatusIndicator>;
  }
  if (data.State === "FAILED") return <Alert type="error">{data.FailureReason}</Alert>;
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
  const pairs = (counts: Readonly<Record<string, number>>, name = (key: string) => key) =>
    Object.entries(counts).map(([key, count]) => ({ label: name(key), value: format.number(count) }));
  return (
    <SpaceBetween size="l">
      <Status status={data.State} />
      <ColumnLayout columns={2} variant="text-grid">
        <KeyValuePairs items={[{ label: t("reach"), value: format.number(sum(data.Reach)) }, ...pairs(data.Reach)]} />
        <KeyValuePairs
          items={[
            { label: t("excluded"), value: format.number(sum(data.Excluded)) },
            ...pairs(data.Excluded),
          ]}
        />
        <KeyValuePairs
          items={pairs(data.Treatments, (key) => draft.treatments[Number(key)]?.name || `${t("treatment")} ${key}`)}
        />
      </ColumnLayout>
      {(data.Notes ?? []).map((note) => (
        <Alert key={note} type="info">
          {note}
        </Alert>
      ))}
      <Cost
        cost={{
          Currency: data.Currency ?? "USD",
          Estimated: data.Cost,
          SoFar: 0,
          Lines: data.CostLines ?? [],
          PricesAsOf: data.PricesAsOf ?? "",
        }}
      />
      {data.Curve.length > 1 ? (
        <Figure
          title={t("curve")}
          categoryTitle={t("hour")}
          categories={data.Curve.map(({ Hour }) => format.time(Hour))}
          series={[{ title: t("messages"), values: data.Curve.map(({ Messages }) => Messages) }]}
        />
      ) : null}
    </SpaceBetween>
  );
}
