/** Import and export jobs as one kind of thing. */
import type { ExportJobResponse, ImportJobResponse } from "@aws-sdk/client-pinpoint";

export interface Job {
  readonly kind: "import" | "export";
  readonly id: string;
  readonly status: string;
  readonly place: string | undefined;
  readonly segment: string | undefined;
  readonly created: string | undefined;
  readonly completed: string | undefined;
  readonly processed: number | undefined;
  readonly failed: number | undefined;
  /** Share of the pieces that are through; undefined before the job was cut into pieces. */
  readonly share: number | undefined;
  /** The first failures; all are counted. */
  readonly failures: readonly string[];
}

export function importedOf(job: ImportJobResponse): Job {
  return { kind: "import", place: job.Definition?.S3Url, segment: job.Definition?.SegmentId, ...shared(job) };
}

export function exportedOf(job: ExportJobResponse): Job {
  return { kind: "export", place: job.Definition?.S3UrlPrefix, segment: job.Definition?.SegmentId, ...shared(job) };
}

function shared(job: ImportJobResponse | ExportJobResponse) {
  const done = (job.CompletedPieces ?? 0) + (job.FailedPieces ?? 0);
  return {
    id: job.Id ?? "",
    status: job.JobStatus ?? "",
    created: job.CreationDate,
    completed: job.CompletionDate,
    processed: job.TotalProcessed,
    failed: job.TotalFailures,
    share: job.TotalPieces ? done / job.TotalPieces : undefined,
    failures: job.Failures ?? [],
  };
}

export function isOver({ status }: Job): boolean {
  return ["COMPLETED", "FAILED", "CANCELLED"].includes(status);
}
