/** What an experiment shows by now: verdicts in words, then rates and lifts with their intervals. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { isOver, outcomesOf, verdictOf, type Compared, type Report } from "./experiment";
import { experimentTexts } from "./experimentTexts";
import { OutcomeFigures } from "./OutcomeFigures";
import { useSubject } from "./subject";

const POLL_MS = 3000;
const P_DIGITS = 6;

export function ExperimentReport({ id }: { id: string }) {
  const { app, today } = useSubject();
  const t = useTexts(experimentTexts);
  const api = useApi();
  const { data, problem, reload } = useQuery<Report>(
    (signal) => api.x.get(`/apps/${label(app)}/experiments/${label(id)}`, {}, signal),
    [app, id],
    { poll: ({ State }) => (State === "COUNTING" ? POLL_MS : undefined) },
  );
  if (!data) return problem ? <ProblemAlert problem={problem} onRetry={reload} /> : <Spinner />;
  const outcomes = outcomesOf(data);
  const over = isOver(data, today);
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      <Warnings report={data} />
      <Container header={<Header variant="h2" description={t("sequentialHint")}>{t("reportOf", { name: data.Name })}</Header>}>
        <SpaceBetween size="m">
          {outcomes.map((outcome) => (
            <Verdicts key={outcome.name} outcome={outcome} control={data.Control} over={over} />
          ))}
        </SpaceBetween>
      </Container>
      {outcomes.map((outcome) => (
        <OutcomeFigures key={outcome.name} outcome={outcome} control={data.Control} />
      ))}
    </SpaceBetween>
  );
}

function Warnings({ report }: { report: Report }) {
  const t = useTexts(experimentTexts);
  const format = useFormat();
  const small = report.Arms.filter(({ Size }) => Size === 0).map(({ Name }) => Name);
  return (
    <>
      {report.State === "COUNTING" ? (
        <ProgressBar label={t("counting")} description={t("countingHint")} value={Math.round(report.Progress * 100)} />
      ) : null}
      {report.SampleRatioMismatch ? (
        <Alert type="error" header={t("mismatch")}>
          {t("mismatchHint", { p: format.decimal(report.SampleRatioPValue ?? undefined, P_DIGITS) })}
        </Alert>
      ) : null}
      {report.Overlap ? <Alert type="warning">{t("overlap", { n: format.number(report.Overlap) })}</Alert> : null}
      {report.State === "READY" && small.length ? (
        <Alert type="warning">{t("emptyArm", { names: small.join(", ") })}</Alert>
      ) : null}
    </>
  );
}

const LOOKS: Readonly<Record<ReturnType<typeof verdictOf>, StatusIndicatorProps.Type>> = {
  saysHigher: "success",
  saysLower: "warning",
  saysKeepGoing: "in-progress",
  saysNothing: "stopped",
  saysTooEarly: "pending",
};

function Verdicts({ outcome, control, over }: { outcome: Compared; control: string; over: boolean }) {
  const t = useTexts(experimentTexts);
  const format = useFormat();
  return (
    <div>
      <Box variant="h3">{outcome.name}</Box>
      {outcome.rows
        .filter(({ isControl }) => !isControl)
        .map((row) => {
          const verdict = verdictOf(row.outcome, over);
          return (
            <div key={row.arm.Name}>
              <StatusIndicator type={LOOKS[verdict]} wrapText>
                {t(verdict, { arm: row.arm.Name, control, lift: format.lift(row.outcome.Lift ?? 0) })}
              </StatusIndicator>
            </div>
          );
        })}
    </div>
  );
}
