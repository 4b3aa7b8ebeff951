/** A schedule in words, for the review and the campaign's page. */
import type { AttributeDimension, MetricDimension, Schedule } from "@aws-sdk/client-pinpoint";

import { useFormat, useTexts } from "../../i18n/language";
import { ATTRIBUTE_OPERATORS, METRIC_OPERATORS } from "./eventFilter";
import { texts } from "./texts";

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export function useScheduleWords(): (schedule: Schedule) => readonly Fact[] {
  const t = useTexts(texts);
  const format = useFormat();
  const attribute = ([name, { AttributeType, Values }]: [string, AttributeDimension]) => {
    const operator = ATTRIBUTE_OPERATORS.find((known) => known === AttributeType) ?? "INCLUSIVE";
    return `${name} ${t(`is_${operator}`)} ${(Values ?? []).join(", ")}`;
  };
  const metric = ([name, { ComparisonOperator, Value }]: [string, MetricDimension]) => {
    const operator = METRIC_OPERATORS.find((known) => known === ComparisonOperator) ?? "EQUAL";
    return `${name} ${t(`is_${operator}`)} ${format.decimal(Value)}`;
  };
  const events = (schedule: Schedule): readonly Fact[] => {
    const { EventType, Attributes = {}, Metrics = {} } = schedule.EventFilter?.Dimensions ?? {};
    const types = EventType?.Values?.join(", ") ?? "";
    const conditions = [...Object.entries(Attributes).map(attribute), ...Object.entries(Metrics).map(metric)];
    return [
      { label: t("eventTypes"), value: EventType?.DimensionType === "EXCLUSIVE" ? `${t("allBut")} ${types}` : types || "–" },
      ...(conditions.length ? [{ label: t("conditions"), value: conditions.join(" · ") }] : []),
    ];
  };
  return (schedule) => {
    const frequency = schedule.Frequency ?? "ONCE";
    const isWindow = frequency === "EVENT" || frequency === "IN_APP_EVENT";
    const { QuietTime } = schedule;
    return [
      {
        label: isWindow ? t("listensFrom") : t("start"),
        value: schedule.StartTime === "IMMEDIATE" ? t("now") : format.time(schedule.StartTime),
      },
      { label: t("repeat"), value: t(frequency) },
      ...(isWindow ? events(schedule) : []),
      ...(schedule.EndTime ? [{ label: t("endDate"), value: format.time(schedule.EndTime) }] : []),
      ...(schedule.IsLocalTime ? [{ label: t("clocks"), value: t("localTime") }] : []),
      ...(QuietTime?.Start ? [{ label: t("quiet"), value: `${QuietTime.Start}–${QuietTime.End}` }] : []),
    ];
  };
}
