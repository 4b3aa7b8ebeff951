/** KPIs by Pinpoint's names: how they are asked for, and how their rows become series. */
import { GetApplicationDateRangeKpiCommand } from "@aws-sdk/client-pinpoint";

import type { Api } from "../../api/client";
import { daysAfter, daysBetween, type Range } from "./range";

/** KPIs, and the texts that name them. */
export type NamedKpis<T> = readonly (readonly [string, keyof T & string])[];

export interface Row {
  readonly key: string;
  readonly value: number;
}

/** KPIs cover so many days at once, and reach back so far. */
export const LONGEST_KPI_DAYS = 31;
const KEPT_DAYS = 90;

/** A range in pieces that KPIs take, the earliest first; what is no longer kept is left out. */
export function kpiRanges({ start, end }: Range, today: string): readonly Range[] {
  const first = daysAfter(today, 1 - KEPT_DAYS);
  const pieces: Range[] = [];
  for (let from = start < first ? first : start; from <= end; from = daysAfter(from, LONGEST_KPI_DAYS)) {
    const to = daysAfter(from, LONGEST_KPI_DAYS - 1);
    pieces.push({ start: from, end: to < end ? to : end });
  }
  return pieces;
}

/** The part of a range that a figure which cannot be put together from pieces is of: its last days. */
export function lastPiece(range: Range): Range {
  const isShort = daysBetween(range.start, range.end) < LONGEST_KPI_DAYS;
  return isShort ? range : { start: daysAfter(range.end, 1 - LONGEST_KPI_DAYS), end: range.end };
}

export async function kpi(api: Api, app: string, name: string, { start, end }: Range): Promise<readonly Row[]> {
  const answer = await api.send(
    new GetApplicationDateRangeKpiCommand({
      ApplicationId: app,
      KpiName: name,
      StartTime: new Date(`${start}T00:00:00Z`),
      EndTime: new Date(`${end}T23:59:59Z`),
    }),
  );
  const rows = answer.ApplicationDateRangeKpiResponse?.KpiResult?.Rows ?? [];
  return rows.map(({ GroupedBys, Values }) => ({
    key: GroupedBys?.[0]?.Value ?? "",
    value: Number(Values?.[0]?.Value ?? 0),
  }));
}

/** A KPI by day over a range of any length. */
export async function kpiByDay(api: Api, app: string, name: string, range: Range, today: string): Promise<readonly Row[]> {
  const pieces = kpiRanges(range, today);
  return (await Promise.all(pieces.map((piece) => kpi(api, app, `${name}-grouped-by-date`, piece)))).flat();
}

/**
 * One value for each day. A day that the KPI does not tell of had none: that is zero for what is counted,
 * and unknown for a share, and both are unknown before what is kept.
 */
export function valuesByDay(
  rows: readonly Row[],
  days: readonly string[],
  today: string,
  isShare: boolean,
): readonly (number | undefined)[] {
  const first = daysAfter(today, 1 - KEPT_DAYS);
  const found = new Map(rows.map(({ key, value }) => [key, value]));
  return days.map((day) => found.get(day) ?? (isShare || day < first ? undefined : 0));
}

/** Several figures by the same kind of key, side by side. */
export function together(figures: readonly (readonly Row[])[]): {
  readonly keys: readonly string[];
  readonly values: readonly (readonly (number | undefined)[])[];
} {
  const keys = [...new Set(figures.flatMap((rows) => rows.map(({ key }) => key)))];
  return {
    keys,
    values: figures.map((rows) => keys.map((key) => rows.find((row) => row.key === key)?.value)),
  };
}
