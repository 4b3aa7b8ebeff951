/** Which events set off a campaign or show an in-app message, as the form holds it. */
import type { AttributeDimension, EventDimensions, EventFilter, MetricDimension } from "@aws-sdk/client-pinpoint";

export const ATTRIBUTE_OPERATORS = ["INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN"] as const;
export const METRIC_OPERATORS = [
  "EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
] as const;
export type AttributeOperator = (typeof ATTRIBUTE_OPERATORS)[number];
export type MetricOperator = (typeof METRIC_OPERATORS)[number];

export interface AttributeCondition {
  readonly name: string;
  readonly operator: AttributeOperator;
  readonly values: readonly string[];
}

export interface MetricCondition {
  readonly name: string;
  readonly operator: MetricOperator;
  readonly value: string;
}

export interface EventFilterForm {
  /** Events that apps report, or those that the service makes itself. */
  readonly source: "ENDPOINT" | "SYSTEM";
  readonly types: readonly string[];
  /** All types but the named ones. */
  readonly isExcluding: boolean;
  readonly attributes: readonly AttributeCondition[];
  readonly metrics: readonly MetricCondition[];
}

export function newEventFilter(): EventFilterForm {
  return { source: "ENDPOINT", types: [], isExcluding: false, attributes: [], metrics: [] };
}

export function newAttribute(): AttributeCondition {
  return { name: "", operator: "INCLUSIVE", values: [] };
}

export function newMetric(): MetricCondition {
  return { name: "", operator: "GREATER_THAN_OR_EQUAL", value: "" };
}

export const MOST_TYPES = 20;

export type ConditionFault = "needName" | "sameName" | "needValues" | "needTwo" | "needDate" | "needNumber";

const DATE_OPERATORS: readonly string[] = ["BEFORE", "AFTER", "ON", "BETWEEN"];
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

export function attributeFault(all: readonly AttributeCondition[], at: number): ConditionFault | undefined {
  const { name, operator, values } = all[at]!;
  const named = nameFault(all, at);
  if (named || !name) return named;
  if (operator === "BETWEEN" && values.length !== 2) return "needTwo";
  if (values.length === 0) return "needValues";
  return DATE_OPERATORS.includes(operator) && !values.every((value) => DATE.test(value)) ? "needDate" : undefined;
}

export function metricFault(all: readonly MetricCondition[], at: number): ConditionFault | undefined {
  const named = nameFault(all, at);
  if (named) return named;
  const { value } = all[at]!;
  return value.trim() !== "" && Number.isFinite(Number(value)) ? undefined : "needNumber";
}

/** The API holds one condition for each name. */
function nameFault(all: readonly { readonly name: string }[], at: number): ConditionFault | undefined {
  const name = all[at]!.name.trim();
  if (!name) return "needName";
  return all.slice(0, at).some((other) => other.name.trim() === name) ? "sameName" : undefined;
}

export function filterOf(form: EventFilterForm): EventFilter {
  const attributes = form.attributes.map(({ name, operator, values }): [string, AttributeDimension] => [
    name.trim(),
    { AttributeType: operator, Values: [...values] },
  ]);
  const metrics = form.metrics.map(({ name, operator, value }): [string, MetricDimension] => [
    name.trim(),
    { ComparisonOperator: operator, Value: Number(value) },
  ]);
  const types = { DimensionType: form.isExcluding ? ("EXCLUSIVE" as const) : ("INCLUSIVE" as const) };
  const Dimensions: EventDimensions = {
    ...(form.types.length ? { EventType: { ...types, Values: [...form.types] } } : {}),
    ...(attributes.length ? { Attributes: Object.fromEntries(attributes) } : {}),
    ...(metrics.length ? { Metrics: Object.fromEntries(metrics) } : {}),
  };
  return { FilterType: form.source, Dimensions };
}

export function filterFormOf(filter: EventFilter | undefined): EventFilterForm {
  const { EventType, Attributes = {}, Metrics = {} } = filter?.Dimensions ?? {};
  return {
    source: filter?.FilterType === "SYSTEM" ? "SYSTEM" : "ENDPOINT",
    types: EventType?.Values ?? [],
    isExcluding: EventType?.DimensionType === "EXCLUSIVE",
    attributes: Object.entries(Attributes).map(([name, { AttributeType, Values }]) => ({
      name,
      operator: ATTRIBUTE_OPERATORS.find((known) => known === AttributeType) ?? "INCLUSIVE",
      values: Values ?? [],
    })),
    metrics: Object.entries(Metrics).map(([name, { ComparisonOperator, Value }]) => ({
      name,
      operator: METRIC_OPERATORS.find((known) => known === ComparisonOperator) ?? "EQUAL",
      value: String(Value ?? ""),
    })),
  };
}
