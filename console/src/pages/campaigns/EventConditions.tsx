/** Which events set a campaign off, or show an in-app message: types, and what their attributes and metrics must be. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { TokenInput } from "../../components/TokenInput";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "../events/eventTypes";
import { AttributeRow, MetricRow } from "./ConditionRows";
import {
  attributeFault,
  metricFault,
  newAttribute,
  newMetric,
  type EventFilterForm,
} from "./eventFilter";
import type { ScheduleProperties } from "./ScheduleStep";
import { texts } from "./texts";

const SERVICE_TYPES = [
  "_campaign.send",
  "_email.delivered",
  "_email.open",
  "_email.click",
  "_email.unsubscribe",
  "_SMS.SUCCESS",
  "_SMS.RECEIVED",
  "_endpoint.created",
  "_endpoint.updated",
] as const;
/** What the service makes itself. */
const SERVICE = /^_(email|SMS|campaign|voice)/;
const SOURCES = ["ENDPOINT", "SYSTEM"] as const;

export function EventConditions({ app, draft, schedule, treatment, onChange, errorOf }: ScheduleProperties) {
  const t = useTexts(texts);
  const { events } = schedule;
  const set = (facts: Partial<EventFilterForm>) => onChange({ ...schedule, events: { ...events, ...facts } });
  const seen = useSeenTypes(app);
  const isSystem = draft.kind === "event" && events.source === "SYSTEM";
  const attributes = errorOf("attributes", treatment);
  const metrics = errorOf("metrics", treatment);
  return (
    <SpaceBetween size="l">
      {draft.kind === "event" ? (
        <FormField label={t("eventSource")}>
          <RadioGroup
            value={events.source}
            items={SOURCES.map((value) => ({ value, label: t(value), description: t(`${value}Hint`) }))}
            onChange={({ detail }) => set({ source: SOURCES.find((known) => known === detail.value) ?? "ENDPOINT" })}
          />
        </FormField>
      ) : null}
      <FormField
        label={t("eventTypes")}
        description={t("eventTypesHint")}
        errorText={errorOf("events", treatment)}
      >
        <SpaceBetween size="xs">
          <Select
            ariaLabel={t("eventTypes")}
            selectedOption={{ value: String(events.isExcluding), label: t(events.isExcluding ? "allBut" : "anyOf") }}
            options={[
              { value: "false", label: t("anyOf") },
              { value: "true", label: t("allBut") },
            ]}
            onChange={({ detail }) => set({ isExcluding: detail.selectedOption.value === "true" })}
          />
          <TokenInput
            label={t("eventTypes")}
            values={events.types}
            placeholder={isSystem ? "_email.open" : "cart.opened"}
            suggestions={isSystem ? SERVICE_TYPES : [...new Set([...seen, ...EVENT_TYPES].filter((type) => !SERVICE.test(type)))]}
            onChange={(types) => set({ types })}
          />
        </SpaceBetween>
      </FormField>
      <FormField label={t("attributeConditions")} description={t("attributeConditionsHint")} stretch>
        <SpaceBetween size="m">
          {events.attributes.map((condition, at) => {
            const fault = attributes ? attributeFault(events.attributes, at) : undefined;
            return (
              <AttributeRow
                key={at}
                condition={condition}
                error={fault ? t(fault) : undefined}
                onChange={(next) => set({ attributes: events.attributes.map((old, place) => (place === at ? next : old)) })}
                onRemove={() => set({ attributes: events.attributes.filter((_, place) => place !== at) })}
              />
            );
          })}
          <Button iconName="add-plus" onClick={() => set({ attributes: [...events.attributes, newAttribute()] })}>
            {t("addAttribute")}
          </Button>
        </SpaceBetween>
      </FormField>
      <FormField label={t("metricConditions")} description={t("metricConditionsHint")} stretch>
        <SpaceBetween size="m">
          {events.metrics.map((condition, at) => {
            const fault = metrics ? metricFault(events.metrics, at) : undefined;
            return (
              <MetricRow
                key={at}
                condition={condition}
                error={fault ? t(fault) : undefined}
                onChange={(next) => set({ metrics: events.metrics.map((old, place) => (place === at ? next : old)) })}
                onRemove={() => set({ metrics: events.metrics.filter((_, place) => place !== at) })}
              />
            );
          })}
          <Button iconName="add-plus" onClick={() => set({ metrics: [...events.metrics, newMetric()] })}>
            {t("addMetric")}
          </Button>
        </SpaceBetween>
      </FormField>
    </SpaceBetween>
  );
}

/** Types that the application has had lately, the commonest first. */
function useSeenTypes(app: string): readonly string[] {
  const api = useApi();
  const { data } = useQuery<{ readonly EventTypes: readonly { readonly EventType: string }[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/event-types`, {}, signal),
    [app],
  );
  return data?.EventTypes.map(({ EventType }) => EventType) ?? [];
}
