/** Where the parts of a dot-and-whisker drawing lie, in percent of its width. */
export interface Interval {
  readonly label: string;
  readonly value: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** More numbers for the table, which the drawing leaves out. */
  readonly more?: readonly (number | undefined)[];
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

const WISHED_TICKS = 4;

/** An axis with round ticks that holds all intervals, and the reference that they are compared with. */
export function axisOf(intervals: readonly Interval[], reference?: number): Axis {
  const numbers = intervals.flatMap(({ value, low, high }) => [value, low, high]);
  const finite = [...numbers, reference].filter((each) => each !== undefined).filter(Number.isFinite);
  const least = Math.min(...finite);
  const most = Math.max(...finite);
  if (finite.length === 0) return { from: 0, to: 1, ticks: [0, 1] };
  const step = stepOf(most - least || Math.abs(most) || 1);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step));
  return { from: ticks[0]!, to: ticks.at(-1)!, ticks };
}

/** 1, 2 or 5 times a power of ten. */
function stepOf(span: number): number {
  const rough = span / WISHED_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

export function percentAt({ from, to }: Axis, value: number): number {
  return Math.min(100, Math.max(0, ((value - from) / (to - from)) * 100));
}
