/** Import and export jobs in one list, newest first. */
import { GetExportJobsCommand, GetImportJobsCommand } from "@aws-sdk/client-pinpoint";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import { useEffect } from "react";
import { useSearchParams } from "react-router";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { inApp, To, ToButton } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { Status, useStatusName } from "../../components/Status";
import { useApplicationId } from "../../components/useApplication";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import { exportedOf, importedOf, isOver, type Job } from "./job";
import { JobDetails } from "./JobDetails";
import { texts } from "./texts";

/** One token for two lists: the exports follow the imports. */
const EXPORTS = "exports:";
const POLL_MS = 5000;

export default function Jobs() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const statusName = useStatusName();
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  const names = useSegmentNames(app);
  const [search, setSearch] = useSearchParams();
  useTitle(t("title"));
  const pages = usePages<Job>(
    async ({ token, size, signal }) => {
      const page = { ApplicationId: app, PageSize: String(size) };
      if (token?.startsWith(EXPORTS)) {
        const after = token.slice(EXPORTS.length) || undefined;
        const answer = await api.send(new GetExportJobsCommand({ ...page, Token: after }), { abortSignal: signal });
        const { Item = [], NextToken } = answer.ExportJobsResponse ?? {};
        return { items: Item.map(exportedOf), token: NextToken && EXPORTS + NextToken };
      }
      const answer = await api.send(new GetImportJobsCommand({ ...page, Token: token }), { abortSignal: signal });
      const { Item = [], NextToken } = answer.ImportJobsResponse ?? {};
      return { items: Item.map(importedOf), token: NextToken || EXPORTS };
    },
    [app],
  );
  const isRunning = pages.isComplete && pages.items.some((job) => !isOver(job));
  const { reload } = pages;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
  const segmentName = (id: string) => names.get(id) ?? id;
  const [kind, id] = (search.get("job") ?? "").split(":");
  const create = (
    <ToButton path={inApp(app, "segments", "import")} variant="primary" disabled={!may("work")}>
      {t("newImport")}
    </ToButton>
  );
  return (
    <>
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={pages}
        trackBy={(job) => job.id}
        actions={create}
        empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={create} />}
        defaultSort={{ column: "created", isDescending: true }}
        choice={{ label: all("type"), value: (job) => t(job.kind) }}
        columns={[
          {
            id: "created",
            header: all("created"),
            minWidth: 140,
            value: (job) => job.created,
            cell: (job) => (
              <To path={`${inApp(app, "jobs")}?job=${job.kind}:${encodeURIComponent(job.id)}`}>
                {format.time(job.created)}
              </To>
            ),
          },
          { id: "type", header: all("type"), value: (job) => t(job.kind) },
          {
            id: "status",
            header: all("status"),
            minWidth: 175,
            value: (job) => statusName(job.status),
            cell: (job) =>
              isOver(job) || job.share === undefined ? (
                <Status status={job.status} />
              ) : (
                <ProgressBar ariaLabel={all("progress")} value={Math.round(job.share * 100)} />
              ),
          },
          { id: "processed", header: t("processed"), value: (job) => job.processed, cell: (job) => format.number(job.processed) },
          { id: "failed", header: t("failed"), value: (job) => job.failed, cell: (job) => format.number(job.failed) },
          {
            id: "segment",
            header: t("segment"),
            value: (job) => job.segment && segmentName(job.segment),
            cell: ({ segment }) =>
              segment ? <To path={inApp(app, "segments", segment)}>{segmentName(segment)}</To> : "–",
          },
          {
            id: "place",
            header: t("place"),
            value: (job) => job.place,
            cell: (job) => <span className="pw-plain">{fileName(job.place)}</span>,
          },
        ]}
      />
      {(kind === "import" || kind === "export") && id ? (
        <JobDetails
          app={app}
          kind={kind}
          id={id}
          segmentName={segmentName}
          onDismiss={() =>
            setSearch(
              (before) => {
                before.delete("job");
                return before;
              },
              { replace: true },
            )
          }
        />
      ) : null}
    </>
  );
}

/** The end of a place in S3; the whole of it is on the job's own page. */
function fileName(place: string | undefined): string {
  return place?.split("/").filter(Boolean).at(-1) ?? "–";
}
