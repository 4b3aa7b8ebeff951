/** How far import and export jobs are. */
interface Job {
  readonly JobStatus?: string | undefined;
  readonly TotalPieces?: number | undefined;
  readonly CompletedPieces?: number | undefined;
  readonly FailedPieces?: number | undefined;
}

const OVER = new Set(["COMPLETED", "FAILED", "CANCELLED"]);

export function isOver({ JobStatus = "" }: Job): boolean {
  return OVER.has(JobStatus);
}

/** 0 to 1; 0 as long as nobody knows how many pieces there are. */
export function shareOf({ TotalPieces = 0, CompletedPieces = 0, FailedPieces = 0 }: Job): number {
  return TotalPieces ? (CompletedPieces + FailedPieces) / TotalPieces : 0;
}
