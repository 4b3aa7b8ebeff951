/** How far an import job is; its address survives the tab. */
import { GetImportJobCommand, type ImportJobResponse } from "@aws-sdk/client-pinpoint";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";

import { useApi } from "../../app/context";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status, useStatusName } from "../../components/Status";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { importTexts } from "./importTexts";
import { isOver, shareOf } from "./jobs";

const POLL_MS = 1500;

export function ImportJob({ app, job }: { app: string; job: string }) {
  const t = useTexts(importTexts);
  const api = useApi();
  const { data, problem, reload } = useQuery<ImportJobResponse>(
    async () => (await api.send(new GetImportJobCommand({ ApplicationId: app, JobId: job }))).ImportJobResponse!,
    [app, job],
    { poll: (found) => (isOver(found) ? undefined : POLL_MS) },
  );
  const segment = data?.Definition?.SegmentId;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ToButton path={inApp(app, "segments", "import")}>{t("another")}</ToButton>
            {segment ? (
              <ToButton
                variant="primary"
                path={inApp(app, "segments", segment)}
                disabled={data?.JobStatus !== "COMPLETED"}
              >
                {t("openSegment")}
              </ToButton>
            ) : null}
          </SpaceBetween>
        }
      >
        {t("progress")}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {data ? <Told job={data} /> : problem ? null : <Spinner size="large" />}
    </SpaceBetween>
  );
}

function Told({ job }: { job: ImportJobResponse }) {
  const t = useTexts(importTexts);
  const format = useFormat();
  const status = useStatusName();
  const failures = job.Failures ?? [];
  return (
    <Container>
      <SpaceBetween size="m">
        <Status status={job.JobStatus} />
        <ProgressBar
          label={t("progress")}
          value={isOver(job) ? 100 : Math.round(shareOf(job) * 100)}
          status={job.JobStatus === "COMPLETED" ? "success" : job.JobStatus === "FAILED" ? "error" : "in-progress"}
          resultText={status(job.JobStatus ?? "")}
          additionalInfo={t("processed", {
            n: format.number(job.TotalProcessed ?? 0),
            failed: format.number(job.TotalFailures ?? 0),
          })}
        />
        {isOver(job) ? null : <div>{t("mayLeave")}</div>}
        {failures.length ? (
          <ExpandableSection headerText={t("failures")} defaultExpanded>
            <ul className="pw-links">
              {failures.map((failure, index) => (
                <li key={index}>{failure}</li>
              ))}
            </ul>
          </ExpandableSection>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}
