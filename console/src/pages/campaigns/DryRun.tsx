/** A dry run: who would get it, who would not and why, when, and for how much. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { DryRunReport, type DryRunAnswer } from "./DryRunReport";
import type { ReviewProperties } from "./ReviewStep";
import { texts } from "./texts";

const POLL_MS = 1000;

export function DryRun({ app, draft, faults, isLive, canHold, isBusy, onHold }: ReviewProperties) {
  const t = useTexts(texts);
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const [run, setRun] = useState<{ campaign: string; id: string }>();
  if (draft.kind !== "scheduled") {
    return <Alert type="info">{t(draft.kind === "event" ? "noDryRunEvent" : "noDryRunInApp")}</Alert>;
  }
  const start = () =>
    action.run(async () => {
      const campaign = await onHold();
      if (!campaign) return;
      const { Id } = await api.x.post<{ Id: string }>(`/apps/${label(app)}/campaigns/${label(campaign)}/dry-run`, {});
      setRun({ campaign, id: Id });
    });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t(!canHold ? "checkRan" : isLive ? "checkLive" : "checkHint")}
          actions={
            <Button
              disabled={faults.length > 0 || !canHold || isBusy || !may("work")}
              loading={action.isBusy}
              onClick={() => void start()}
            >
              {t("check")}
            </Button>
          }
        >
          {t("checkTitle")}
        </Header>
      }
    >
      <ProblemAlert problem={action.problem} isOptional />
      {run ? (
        <Progress key={run.id} app={app} {...run} names={draft.treatments.map(({ name }) => name)} />
      ) : (
        <Box color="text-body-secondary">{t("checkTells")}</Box>
      )}
    </Container>
  );
}

interface ProgressProperties {
  readonly app: string;
  readonly campaign: string;
  readonly id: string;
  readonly names: readonly string[];
}

const ENDED = new Set(["COMPLETED", "FAILED"]);

function Progress({ app, campaign, id, names }: ProgressProperties) {
  const t = useTexts(texts);
  const api = useApi();
  const { data, problem, reload } = useQuery<DryRunAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(campaign)}/dry-run/${label(id)}`, {}, signal),
    [app, campaign, id],
    { poll: ({ State }) => (ENDED.has(State) ? undefined : POLL_MS) },
  );
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} isOptional />;
  if (!data || !ENDED.has(data.State)) {
    return (
      <div aria-live="polite">
        <StatusIndicator type="in-progress">{t("checking")}</StatusIndicator>
      </div>
    );
  }
  if (data.State === "FAILED") {
    return (
      <Alert type="error" header={t("wouldNotStart")}>
        {data.FailureReason}
      </Alert>
    );
  }
  return <DryRunReport report={data} names={names} />;
}
