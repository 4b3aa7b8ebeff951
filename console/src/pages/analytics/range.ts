/** The days that figures are about: by how many they go back, or from one to another. They live in the address. */
export interface Range {
  readonly start: string;
  readonly end: string;
}

export const PRESETS = [7, 30, 90] as const;
export const DEFAULT_DAYS = 30;
/** As many as the API's reports take at once. */
export const LONGEST_DAYS = 92;
const DAY_MS = 24 * 3600 * 1000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

export function daysAfter(day: string, count: number): string {
  return dayOf(new Date(Date.parse(day) + count * DAY_MS));
}

export function daysBetween(start: string, end: string): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / DAY_MS);
}

/** All days of a range, so that none without events is left out. */
export function daysOf({ start, end }: Range): readonly string[] {
  return Array.from({ length: daysBetween(start, end) + 1 }, (_, index) => daysAfter(start, index));
}

export function lastDays(count: number, today: string): Range {
  return { start: daysAfter(today, 1 - count), end: today };
}

export function isReadable({ start, end }: Range): boolean {
  if (![start, end].every((day) => DAY.test(day) && !Number.isNaN(Date.parse(day)))) return false;
  const span = daysBetween(start, end);
  return span >= 0 && span < LONGEST_DAYS;
}

/** How many days back the address tells, where it names no range of its own. */
export function presetIn(search: URLSearchParams): number | undefined {
  const custom = { start: search.get("from") ?? "", end: search.get("to") ?? "" };
  if (isReadable(custom)) return undefined;
  const days = Number(search.get("days"));
  return Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS ? days : DEFAULT_DAYS;
}

export function rangeIn(search: URLSearchParams, today: string): Range {
  const preset = presetIn(search);
  if (preset !== undefined) return lastDays(preset, today);
  return { start: search.get("from")!, end: search.get("to")! };
}

/** The instants of a range, its last day included. */
export function instantsOf({ start, end }: Range): { readonly Start: string; readonly End: string } {
  return { Start: `${start}T00:00:00Z`, End: `${daysAfter(end, 1)}T00:00:00Z` };
}
