/** What a figure's numbers are, and how they are written. */
import type { Formats } from "../i18n/language";

export type Unit = "number" | "share" | "lift" | "money" | "duration";

/** The number in full, for tables and for what a reader points at. */
export function shower(format: Formats, unit: Unit, currency?: string): (value: number) => string {
  switch (unit) {
    case "share":
      return (value) => format.share(value);
    case "lift":
      return (value) => format.lift(value);
    case "money":
      return (value) => format.money(value, currency);
    case "duration":
      return (value) => format.duration(value);
    case "number":
      return (value) => format.decimal(value);
  }
}

/** The number as short as an axis has room for. */
export function tickShower(format: Formats, unit: Unit, currency?: string): (value: number) => string {
  return unit === "number" ? format.compact : shower(format, unit, currency);
}

/** The number as short as a cell of a heat map has room for. */
export function cellShower(format: Formats, unit: Unit): (value: number) => string {
  return unit === "share" ? format.roundedShare : tickShower(format, unit);
}

const LONGEST_TICK = 26;

/** A label that leaves room for the drawing; the whole one is in the table and where the reader points. */
export function shortened(label: string, longest = LONGEST_TICK): string {
  return label.length > longest ? `${label.slice(0, longest - 1).trimEnd()}…` : label;
}

/** Points of a series; what is not known is left out, so that a line is not drawn through it. */
export function points(
  categories: readonly string[],
  values: readonly (number | undefined)[],
): { x: string; y: number }[] {
  return categories.flatMap((x, index) => {
    const y = values[index];
    return y === undefined ? [] : [{ x, y }];
  });
}

/** Unequal labels for categories, because a chart tells them apart by their text. */
export function distinct(labels: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
}
