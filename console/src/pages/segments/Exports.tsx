/** Exports of a segment: starting one, and how far they are. */
import { CreateExportJobCommand, GetSegmentExportJobsCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";

import { useApi } from "../../app/context";
import { FormDialog } from "../../components/FormDialog";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { fieldErrors, useAction } from "../../components/useAction";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { isOver, shareOf } from "./jobs";
import { texts } from "./texts";

const POLL_MS = 2000;
const PLACE = /^s3:\/\/[^/]+/;
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+/;

export function Exports({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery(
    async () =>
      (await api.send(new GetSegmentExportJobsCommand({ ApplicationId: app, SegmentId: id, PageSize: "20" })))
        .ExportJobsResponse?.Item ?? [],
    [app, id],
    { poll: (jobs) => (jobs.every(isOver) ? undefined : POLL_MS) },
  );
  return (
    <Container header={<Header variant="h2">{t("exports")}</Header>}>
      <ProblemAlert problem={problem} />
      {data?.length === 0 ? <Box color="text-body-secondary">{t("exportsNone")}</Box> : null}
      {data?.length ? (
        <Table
          variant="embedded"
          items={data}
          wrapLines
          ariaLabels={{ tableLabel: t("exports") }}
          columnDefinitions={[
            {
              id: "created",
              header: all("created"),
              isRowHeader: true,
              cell: ({ CreationDate }) => format.time(CreationDate),
            },
            {
              id: "status",
              header: all("status"),
              minWidth: 160,
              cell: (job) =>
                isOver(job) ? (
                  <>
                    <Status status={job.JobStatus} />
                    {job.Failures?.map((failure) => (
                      <Box key={failure} color="text-status-error">
                        {failure}
                      </Box>
                    ))}
                  </>
                ) : (
                  <ProgressBar ariaLabel={t("exports")} value={Math.round(shareOf(job) * 100)} />
                ),
            },
            {
              id: "written",
              header: t("exported"),
              cell: ({ TotalProcessed }) => format.number(TotalProcessed ?? 0),
            },
            {
              id: "files",
              header: t("files"),
              cell: ({ Definition, Id = "" }) => <span className="pw-code">{`${Definition?.S3UrlPrefix ?? ""}${Id}_….json.gz`}</span>,
            },
          ]}
        />
      ) : null}
    </Container>
  );
}

interface Properties {
  readonly app: string;
  readonly id: string;
  readonly onDismiss: () => void;
  readonly onStarted: () => void;
}

export function ExportDialog({ app, id, onDismiss, onStarted }: Properties) {
  const t = useTexts(texts);
  const api = useApi();
  const action = useAction();
  const [place, setPlace] = useState("s3://");
  const [role, setRole] = useState("");
  const [wasTried, setTried] = useState(false);
  const errors = fieldErrors(action.problem, ["S3UrlPrefix", "RoleArn"]);
  const start = async () => {
    setTried(true);
    if (!PLACE.test(place) || !ROLE.test(role)) return;
    const isStarted = await action.run(() =>
      api.send(
        new CreateExportJobCommand({
          ApplicationId: app,
          ExportJobRequest: { S3UrlPrefix: place, RoleArn: role, SegmentId: id },
        }),
      ),
    );
    if (isStarted) onStarted();
  };
  return (
    <FormDialog
      title={t("export")}
      submitText={t("export")}
      canSubmit
      isBusy={action.isBusy}
      isDirty={role !== ""}
      problem={errors.rest}
      onSubmit={() => void start()}
      onDismiss={onDismiss}
    >
      <FormField
        label={t("exportTo")}
        description={t("exportHint")}
        errorText={errors.of("S3UrlPrefix") ?? (wasTried && !PLACE.test(place) ? t("badBucket") : undefined)}
      >
        <Input value={place} placeholder="s3://bucket/folder/" onChange={({ detail }) => setPlace(detail.value.trim())} />
      </FormField>
      <FormField
        label={t("roleArn")}
        errorText={errors.of("RoleArn") ?? (wasTried && !ROLE.test(role) ? t("badRole") : undefined)}
      >
        <Input
          value={role}
          placeholder="arn:aws:iam::123456789012:role/exports"
          onChange={({ detail }) => setRole(detail.value.trim())}
        />
      </FormField>
    </FormDialog>
  );
}
