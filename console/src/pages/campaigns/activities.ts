/** What the API tells of a run, sorted for people. */
import type { ActivityResponse } from "@aws-sdk/client-pinpoint";

/** Everybody whom the run looked at: no reason, but the sum of all. */
const ALL = "ENDPOINT_PRODUCED";

/** Why people got nothing, the commonest reason first. */
export function leftOut({ ExecutionMetrics }: ActivityResponse): readonly (readonly [string, number])[] {
  return Object.entries(ExecutionMetrics ?? {})
    .map(([code, count]) => [code, Number(count)] as const)
    .filter(([code, count]) => code !== ALL && count > 0)
    .sort(([, one], [, other]) => other - one);
}

export type RunResult = "ok" | "skipped" | "stopped" | "notStarted" | "nothingSent";

/** How a run that is over has ended; undefined while it is on. */
export function resultOf(activity: ActivityResponse): RunResult | undefined {
  const { State, Result, TotalEndpointCount = 0, ExecutionMetrics = {} } = activity;
  if (State === "CANCELLED") return Object.keys(ExecutionMetrics).length ? "stopped" : "skipped";
  if (State !== "COMPLETED") return undefined;
  if (Result !== "FAIL") return "ok";
  return TotalEndpointCount > 0 ? "nothingSent" : "notStarted";
}
