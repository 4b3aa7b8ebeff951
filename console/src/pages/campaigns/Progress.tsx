/** How far the last run is, and when it will be over. */
import type { CampaignResponse } from "@aws-sdk/client-pinpoint";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { ProblemAlert } from "../../components/ProblemAlert";
import type { Query } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { resultTexts } from "./resultTexts";
import { kindOf } from "./schedule";

export interface ProgressAnswer {
  readonly State: string;
  readonly Total: number;
  readonly Done: number;
  readonly PerSecond: number | null;
  readonly Eta: string | null;
  readonly Started?: string | null;
  readonly AudienceRead?: number | null;
  /** Why the last run could not start. */
  readonly FailureReason?: string | null;
}

const ENDED = new Set(["COMPLETED", "CANCELLED", "FAILED"]);

export function Progress({ query, campaign }: { query: Query<ProgressAnswer>; campaign: CampaignResponse }) {
  const r = useTexts(resultTexts);
  const format = useFormat();
  const { data, problem, reload } = query;
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} isOptional />;
  if (!data || campaign.Schedule?.Frequency === "IN_APP_EVENT") return null;
  const header = <Header variant="h2">{r("progress")}</Header>;
  if (!data.Started || data.Total === 0) {
    if (data.FailureReason) {
      return (
        <Container header={header}>
          <StatusIndicator type="error">{r("didNotRun", { reason: data.FailureReason })}</StatusIndicator>
        </Container>
      );
    }
    const waits = kindOf(campaign.Schedule) === "event" ? "noEvent" : data.Started ? "nobody" : "noRun";
    return (
      <Container header={header}>
        <Box color="text-body-secondary">{r(waits)}</Box>
      </Container>
    );
  }
  const hasEnded = ENDED.has(data.State);
  const done = r("done", { done: format.number(data.Done), total: format.number(data.Total) });
  const isReading = !hasEnded && data.AudienceRead !== null && data.AudienceRead !== undefined && data.AudienceRead < 1;
  const details = [
    done,
    isReading ? r("reading", { share: format.share(data.AudienceRead) }) : "",
    !hasEnded && data.PerSecond ? r("perSecond", { n: format.decimal(data.PerSecond, data.PerSecond < 10 ? 1 : 0) }) : "",
    data.Eta ? r(hasEnded ? "endedAt" : "eta", { time: format.time(data.Eta) }) : "",
  ];
  return (
    <Container header={header}>
      <ProgressBar
        ariaLabel={r("progress")}
        value={Math.round((data.Done / data.Total) * 100)}
        status={data.State === "COMPLETED" ? "success" : hasEnded ? "error" : "in-progress"}
        resultText={data.State === "CANCELLED" ? `${r("stopped")} · ${done}` : details.filter(Boolean).join(" · ")}
        additionalInfo={hasEnded ? undefined : details.filter(Boolean).join(" · ")}
      />
    </Container>
  );
}
