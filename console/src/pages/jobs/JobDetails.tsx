/** One job: how far it is, and what failed. */
import { GetExportJobCommand, GetImportJobCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";

import type { Api } from "../../api/client";
import { useApi } from "../../app/context";
import { download, toCsv } from "../../components/csv";
import { inApp, To } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { exportedOf, importedOf, isOver, type Job } from "./job";
import { texts } from "./texts";

const POLL_MS = 2000;

interface Properties {
  readonly app: string;
  readonly kind: Job["kind"];
  readonly id: string;
  readonly segmentName: (id: string) => string;
  readonly onDismiss: () => void;
}

export function JobDetails({ app, kind, id, segmentName, onDismiss }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const { data, problem } = useQuery<Job | undefined>(() => read(api, app, kind, id), [app, kind, id], {
    poll: (job) => (!job || isOver(job) ? undefined : POLL_MS),
  });
  return (
    <Modal visible size="large" header={t(kind)} closeAriaLabel={all("close")} onDismiss={onDismiss}>
      <ProblemAlert problem={problem} />
      {data ? <Facts app={app} job={data} segmentName={segmentName} /> : problem ? null : <Spinner />}
    </Modal>
  );
}

async function read(api: Api, app: string, kind: Job["kind"], JobId: string): Promise<Job | undefined> {
  const asked = { ApplicationId: app, JobId };
  if (kind === "import") {
    const { ImportJobResponse } = await api.send(new GetImportJobCommand(asked));
    return ImportJobResponse && importedOf(ImportJobResponse);
  }
  const { ExportJobResponse } = await api.send(new GetExportJobCommand(asked));
  return ExportJobResponse && exportedOf(ExportJobResponse);
}

function Facts({ app, job, segmentName }: { app: string; job: Job; segmentName: (id: string) => string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const { segment } = job;
  return (
    <SpaceBetween size="l">
      {isOver(job) ? null : (
        <ProgressBar label={all("progress")} value={Math.round((job.share ?? 0) * 100)} />
      )}
      <KeyValuePairs
        columns={3}
        items={[
          { label: all("status"), value: <Status status={job.status} /> },
          { label: t("processed"), value: format.number(job.processed) },
          { label: t("failed"), value: format.number(job.failed) },
          { label: all("created"), value: format.time(job.created) },
          { label: t("completed"), value: format.time(job.completed) },
          {
            label: t("segment"),
            value: segment ? <To path={inApp(app, "segments", segment)}>{segmentName(segment)}</To> : "–",
          },
          { label: all("id"), value: <span className="pw-plain">{job.id}</span> },
          { label: t("place"), value: <span className="pw-plain">{job.place ?? "–"}</span> },
        ]}
      />
      {job.failures.length ? (
        <SpaceBetween size="xs">
          <Header
            variant="h3"
            description={t("failuresWhat", { n: job.failures.length, all: job.failed ?? job.failures.length })}
            actions={
              <Button
                iconName="download"
                ariaLabel={`${all("downloadCsv")}: ${t("failures")}`}
                onClick={() =>
                  download(`${job.id}.csv`, toCsv([t("failures")], job.failures.map((failure) => [failure])))
                }
              >
                {all("downloadCsv")}
              </Button>
            }
          >
            {t("failures")}
          </Header>
          <Box>
            <ul className="pw-plain">
              {job.failures.map((failure, place) => (
                <li key={place}>{failure}</li>
              ))}
            </ul>
          </Box>
        </SpaceBetween>
      ) : null}
    </SpaceBetween>
  );
}
