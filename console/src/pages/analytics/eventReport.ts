/** The report on an event: its question, as a reader writes it, and its answer. */
import type { Query } from "../../api/extension";

export interface EventQuestion {
  readonly attribute: string;
  /** Several, by comma: any of them. */
  readonly values: string;
  readonly metric: string;
  readonly groupBy: string;
}

interface Metric {
  readonly Count: number;
  readonly Minimum: number | null;
  readonly Maximum: number | null;
  readonly Average: number | null;
  readonly SessionWeightedAverage: number | null;
}

export interface EventAnswer {
  readonly Total: {
    readonly Count: number;
    readonly Endpoints: number;
    readonly Users: number;
    readonly Sessions: number;
    readonly EventsPerSession: number;
    readonly Metric?: Metric;
  };
  readonly Groups?: readonly {
    readonly Value: string | null;
    readonly IsMissing: boolean;
    readonly Count: number;
    readonly Users: number;
    readonly Metric?: Metric;
  }[];
}

export function queryOf(type: string, { attribute, values, metric, groupBy }: EventQuestion): Query {
  const wanted = values.split(",").map((value) => value.trim()).filter(Boolean);
  const name = attribute.trim();
  return {
    "event-type": type,
    metric: metric.trim(),
    "group-by": groupBy.trim(),
    ...(name && wanted.length ? { [`attribute.${name}`]: wanted } : {}),
  };
}
