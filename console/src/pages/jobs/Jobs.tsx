/** Import and export jobs in one list, newest first. */
import {
  GetExportJobsCommand,
  GetImportJobsCommand,
  type ExportJobResponse,
  type ImportJobResponse,
} from "@aws-sdk/client-pinpoint";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { inApp, To, ToButton } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { Status } from "../../components/Status";
import { useApplicationId } from "../../components/useApplication";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Job {
  readonly kind: "import" | "export";
  readonly place: string | undefined;
  readonly segment: string | undefined;
  readonly job: ImportJobResponse | ExportJobResponse;
}

/** One token for two lists: the exports follow the imports. */
const EXPORTS = "exports:";

export default function Jobs() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  useTitle(t("title"));
  const pages = usePages<Job>(
    async ({ token, size, signal }) => {
      const page = { ApplicationId: app, PageSize: String(size) };
      if (token?.startsWith(EXPORTS)) {
        const after = token.slice(EXPORTS.length) || undefined;
        const answer = await api.send(new GetExportJobsCommand({ ...page, Token: after }), { abortSignal: signal });
        const { Item = [], NextToken } = answer.ExportJobsResponse ?? {};
        return { items: Item.map(exported), token: NextToken && EXPORTS + NextToken };
      }
      const answer = await api.send(new GetImportJobsCommand({ ...page, Token: token }), { abortSignal: signal });
      const { Item = [], NextToken } = answer.ImportJobsResponse ?? {};
      return { items: Item.map(imported), token: NextToken || EXPORTS };
    },
    [app],
  );
  const create = (
    <ToButton path={inApp(app, "segments", "import")} variant="primary" disabled={!may("work")}>
      {t("newImport")}
    </ToButton>
  );
  return (
    <ResourceTable
      title={t("title")}
      pages={pages}
      trackBy={({ job }) => job.Id!}
      actions={create}
      empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={create} />}
      defaultSort={{ column: "created", isDescending: true }}
      choice={{ label: all("type"), value: ({ kind }) => t(kind) }}
      columns={[
        {
          id: "id",
          header: all("id"),
          value: ({ job }) => job.Id,
          cell: ({ kind, job }) =>
            kind === "import" ? (
              <To path={`${inApp(app, "segments", "import")}?job=${job.Id}`}>{job.Id}</To>
            ) : (
              job.Id
            ),
        },
        { id: "type", header: all("type"), value: ({ kind }) => t(kind) },
        {
          id: "status",
          header: all("status"),
          value: ({ job }) => job.JobStatus,
          cell: ({ job }) => <Status status={job.JobStatus} />,
        },
        { id: "place", header: t("place"), value: ({ place }) => place, minWidth: 200 },
        {
          id: "segment",
          header: t("segment"),
          value: ({ segment }) => segment,
          cell: ({ segment }) => (segment ? <To path={inApp(app, "segments", segment)}>{segment}</To> : "–"),
        },
        {
          id: "processed",
          header: t("processed"),
          value: ({ job }) => job.TotalProcessed,
          cell: ({ job }) => format.number(job.TotalProcessed),
        },
        {
          id: "failed",
          header: t("failed"),
          value: ({ job }) => job.TotalFailures,
          cell: ({ job }) => format.number(job.TotalFailures),
        },
        {
          id: "created",
          header: all("created"),
          value: ({ job }) => job.CreationDate,
          cell: ({ job }) => format.time(job.CreationDate),
        },
      ]}
    />
  );
}

function imported(job: ImportJobResponse): Job {
  return { kind: "import", job, place: job.Definition?.S3Url, segment: job.Definition?.SegmentId };
}

function exported(job: ExportJobResponse): Job {
  return { kind: "export", job, place: job.Definition?.S3UrlPrefix, segment: job.Definition?.SegmentId };
}
