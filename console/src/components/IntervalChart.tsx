/** Estimates with their intervals: a dot and its whiskers for each, and a line for what they are compared with. */
import { useId, type ReactNode } from "react";

import { useFormat } from "../i18n/language";
import { FigureFrame } from "./FigureFrame";
import { shortened, shower, type Unit } from "./figureValues";
import { axisOf, percentAt, type Interval } from "./intervals";
import type { Cell } from "./listing";

interface Properties {
  readonly title: string;
  readonly description?: string;
  readonly rowTitle: string;
  /** The estimate, and the ends of its interval. */
  readonly valueTitles: readonly [string, string, string];
  readonly intervals: readonly Interval[];
  readonly unit?: Unit;
  readonly reference?: { readonly value: number; readonly label: string };
  readonly moreTitles?: readonly string[];
  readonly empty?: string;
  readonly controls?: ReactNode;
}

const ROW_HEIGHT = 56;
/** Where a name and its numbers might not fit beside each other on a phone, they have a line each. */
const LINE_HEIGHT = 18;
const FITTING = 44;
const LONGEST_NAME = 42;
const AXIS_HEIGHT = 24;
/** For the text of the reference, under the axis. */
const REFERENCE_HEIGHT = 20;
const TOP = 8;
const MORE_DIGITS = 4;
/** So that the text of the first and the last tick has room. */
const MARGIN = 5;

export function IntervalChart(properties: Properties) {
  const { title, description, rowTitle, valueTitles, intervals, unit = "number", reference, moreTitles = [] } = properties;
  const format = useFormat();
  const id = useId();
  const show = shower(format, unit);
  const axis = axisOf(intervals, reference?.value);
  const x = (value: number) => `${MARGIN + (percentAt(axis, value) * (100 - 2 * MARGIN)) / 100}%`;
  const told = ({ value, low, high }: Interval) =>
    value === undefined ? "–" : low === undefined || high === undefined ? show(value) : `${show(value)} (${show(low)} – ${show(high)})`;
  const extra = intervals.some((each) => each.label.length + told(each).length > FITTING) ? LINE_HEIGHT : 0;
  const rowHeight = ROW_HEIGHT + extra;
  const bottom = TOP + intervals.length * rowHeight;
  const shown = (value: Cell) => (typeof value === "number" ? show(value) : String(value));
  return (
    <FigureFrame
      title={title}
      description={description}
      columns={[
        { title: rowTitle },
        ...valueTitles.map((name) => ({ title: name, show: shown })),
        ...moreTitles.map((name) => ({ title: name, show: (value: Cell) => format.decimal(Number(value), MORE_DIGITS) })),
      ]}
      rows={intervals.map(({ label, value, low, high, more = [] }) => [label, value, low, high, ...more])}
      isEmpty={intervals.every(({ value }) => value === undefined)}
      empty={properties.empty}
      controls={properties.controls}
    >
      <svg className="pw-intervals" role="img" aria-labelledby={`${id}-title ${id}-desc`} width="100%" height={bottom + AXIS_HEIGHT + (reference ? REFERENCE_HEIGHT : 0)}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{intervals.map((each) => `${each.label}: ${told(each)}`).join("; ")}</desc>
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <line className="pw-intervals-grid" x1={x(tick)} x2={x(tick)} y1={TOP} y2={bottom} />
            <text className="pw-intervals-tick" x={x(tick)} y={bottom + 16} textAnchor="middle">
              {show(tick)}
            </text>
          </g>
        ))}
        {reference ? (
          <>
            <line className="pw-intervals-reference" x1={x(reference.value)} x2={x(reference.value)} y1={TOP} y2={bottom} />
            <text className="pw-intervals-tick" x="50%" y={bottom + 36} textAnchor="middle">
              {reference.label}
            </text>
          </>
        ) : null}
        {intervals.map((each, index) => {
          const y = TOP + index * rowHeight;
          const middle = y + 34 + extra;
          const { value, low, high } = each;
          return (
            <g key={each.label}>
              <text x="0" y={y + 14}>
                {shortened(each.label, LONGEST_NAME)}
              </text>
              <text
                className="pw-intervals-value"
                x={extra ? "0" : "100%"}
                y={y + 14 + extra}
                textAnchor={extra ? "start" : "end"}
              >
                {told(each)}
              </text>
              {low !== undefined && high !== undefined ? (
                <g className="pw-intervals-whisker">
                  <line x1={x(low)} x2={x(high)} y1={middle} y2={middle} />
                  <line x1={x(low)} x2={x(low)} y1={middle - 6} y2={middle + 6} />
                  <line x1={x(high)} x2={x(high)} y1={middle - 6} y2={middle + 6} />
                </g>
              ) : null}
              {value === undefined ? null : <circle className="pw-intervals-dot" cx={x(value)} cy={middle} r="6" />}
            </g>
          );
        })}
      </svg>
    </FigureFrame>
  );
}
