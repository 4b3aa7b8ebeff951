/** Questions to the archive of events: how they are written, and how their answers are laid out. */
import { daysAfter, daysBetween, type Range } from "./range";

/** An event, perhaps only with certain values of one attribute. */
export interface Asked {
  readonly type: string;
  readonly attribute?: string;
  readonly values?: readonly string[];
}

export interface WireEvent {
  readonly EventType: string;
  readonly Attributes?: Readonly<Record<string, readonly string[]>>;
}

export function wireOf({ type, attribute, values = [] }: Asked): WireEvent {
  return { EventType: type, ...(attribute && values.length ? { Attributes: { [attribute]: values } } : {}) };
}

/** For the address: `view`, or `view?plan=gold&plan=silver`. */
export function textOf({ type, attribute, values = [] }: Asked): string {
  const name = type.replace(/[%?]/g, encodeURIComponent);
  if (!attribute) return name;
  return `${name}?${new URLSearchParams(values.length ? values.map((value) => [attribute, value]) : [[attribute, ""]]).toString()}`;
}

export function askedIn(text: string): Asked {
  const [name = "", condition] = text.split("?", 2);
  const type = name.replace(/%3F/gi, "?").replace(/%25/g, "%");
  const pairs = [...new URLSearchParams(condition ?? "")];
  const attribute = pairs[0]?.[0];
  if (!attribute) return { type };
  return { type, attribute, values: pairs.filter(([key]) => key === attribute).flatMap(([, value]) => value || []) };
}

/** As a person reads it. */
export function nameOf({ type, attribute, values = [] }: Asked): string {
  return attribute && values.length ? `${type} (${attribute}: ${values.join(", ")})` : type;
}

export interface Cohort {
  readonly Date: string;
  readonly Users: number;
  readonly Returned: readonly { readonly Period: number; readonly Users: number; readonly Rate: number }[];
}

export type Period = "DAY" | "WEEK";
/** What fits beside each other. */
const MOST_PERIODS: Readonly<Record<Period, number>> = { DAY: 15, WEEK: 14 };
const DAYS_IN: Readonly<Record<Period, number>> = { DAY: 1, WEEK: 7 };

/**
 * The share that was back in each period. The API leaves out periods in which nobody was:
 * those are zero if they have begun, and unknown if they have not.
 */
export function cohortRates(cohort: Cohort, period: Period, periods: number, { end }: Range): readonly (number | undefined)[] {
  const rates = new Map(cohort.Returned.map(({ Period, Rate }) => [Period, Rate]));
  return Array.from({ length: periods }, (_, index) => {
    const begins = daysAfter(cohort.Date, index * DAYS_IN[period]);
    return daysBetween(begins, end) >= 0 ? (rates.get(index) ?? 0) : undefined;
  });
}

/** Rows without the columns at the end that nothing is known of. */
export function trimmed(rows: readonly (readonly (number | undefined)[])[]): readonly (readonly (number | undefined)[])[] {
  const known = Math.max(0, ...rows.map((row) => row.findLastIndex((value) => value !== undefined) + 1));
  return rows.map((row) => row.slice(0, known));
}

/** As many periods as a cohort of the range's first day can have seen, the first one included. */
export function periodsIn(range: Range, period: Period): number {
  // Weeks begin on Monday, so the first one may begin before the range.
  return Math.min(MOST_PERIODS[period], Math.ceil(daysBetween(range.start, range.end) / DAYS_IN[period]) + 1);
}
