/** Step 4: when, how often, in whose time; and how much at most. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TimeInput from "@cloudscape-design/components/time-input";
import Toggle from "@cloudscape-design/components/toggle";

import { TokenInput } from "../../components/TokenInput";
import { EVENT_TYPES } from "../events/eventTypes";
import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { LIMITS } from "./draft";
import { FREQUENCIES, scheduleFaults, ZONES, type ScheduleForm } from "./schedule";
import { texts } from "./texts";

export function ScheduleStep({ draft, change, wasTried }: StepProperties) {
  const t = useTexts(texts);
  const { schedule, kind } = draft;
  const set = (facts: Partial<ScheduleForm>) => change({ schedule: { ...schedule, ...facts } });
  const faults = wasTried ? scheduleFaults(schedule, kind, new Date()) : [];
  const told = (...names: (typeof faults)[number][]) => {
    const found = faults.find((fault) => names.includes(fault));
    return found ? t(found) : undefined;
  };
  const hasEnd = kind !== "scheduled" || schedule.frequency !== "ONCE";
  return (
    <SpaceBetween size="l">
      {kind === "scheduled" ? null : (
        <Container header={<Header variant="h2">{t("event")}</Header>}>
          <SpaceBetween size="m">
            {kind === "event" ? (
              <FormField label={t("eventSource")}>
                <Select
                  selectedOption={{ value: schedule.filterType, label: t(schedule.filterType) }}
                  options={(["ENDPOINT", "SYSTEM"] as const).map((value) => ({ value, label: t(value) }))}
                  onChange={({ detail }) => set({ filterType: detail.selectedOption.value as "ENDPOINT" })}
                />
              </FormField>
            ) : null}
            <FormField label={t("eventTypes")} errorText={told("needEvent")}>
              <TokenInput
                label={t("eventTypes")}
                values={schedule.eventTypes}
                suggestions={EVENT_TYPES}
                onChange={(eventTypes) => set({ eventTypes })}
              />
            </FormField>
          </SpaceBetween>
        </Container>
      )}
      <Container header={<Header variant="h2">{t("stepSchedule")}</Header>}>
        <SpaceBetween size="m">
          <FormField label={t("start")} errorText={told("needStart", "past")}>
            <RadioGroup
              value={schedule.isNow ? "now" : "at"}
              items={[
                { value: "now", label: t("now") },
                { value: "at", label: t("atTime") },
              ]}
              onChange={({ detail }) => set({ isNow: detail.value === "now" })}
            />
          </FormField>
          <ColumnLayout columns={3}>
            {schedule.isNow ? null : (
              <Moment
                dateLabel={t("date")}
                timeLabel={t("time")}
                date={schedule.date}
                time={schedule.time}
                onChange={(date, time) => set({ date, time })}
              />
            )}
            <FormField label={t("zone")}>
              <Select
                selectedOption={{ value: schedule.zone, label: schedule.zone }}
                options={ZONES.map((value) => ({ value, label: value }))}
                filteringType="auto"
                onChange={({ detail }) => set({ zone: detail.selectedOption.value ?? "UTC" })}
              />
            </FormField>
            {kind === "scheduled" ? (
              <FormField label={t("repeat")}>
                <Select
                  selectedOption={{ value: schedule.frequency, label: t(schedule.frequency as "ONCE") }}
                  options={FREQUENCIES.map((value) => ({ value, label: t(value) }))}
                  onChange={({ detail }) => set({ frequency: detail.selectedOption.value ?? "ONCE" })}
                />
              </FormField>
            ) : null}
            {hasEnd ? (
              <Moment
                dateLabel={t("endDate")}
                timeLabel={t("endTime")}
                date={schedule.endDate}
                time={schedule.endTime}
                onChange={(endDate, endTime) => set({ endDate, endTime })}
              />
            ) : null}
          </ColumnLayout>
          {told("endFirst", "needEnd") ? (
            <Box color="text-status-error">{told("endFirst", "needEnd")}</Box>
          ) : null}
          {kind === "scheduled" ? (
            <Toggle
              checked={schedule.isLocalTime}
              description={t("localHint")}
              onChange={({ detail }) => set({ isLocalTime: detail.checked })}
            >
              {t("localTime")}
            </Toggle>
          ) : null}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{t("quiet")}</Header>}>
        <ColumnLayout columns={2}>
          <FormField label={t("quietFrom")} errorText={told("badQuiet")}>
            <TimeInput
              format="hh:mm"
              placeholder="22:00"
              value={schedule.quietFrom}
              onChange={({ detail }) => set({ quietFrom: detail.value })}
            />
          </FormField>
          <FormField label={t("quietUntil")}>
            <TimeInput
              format="hh:mm"
              placeholder="08:00"
              value={schedule.quietUntil}
              onChange={({ detail }) => set({ quietUntil: detail.value })}
            />
          </FormField>
        </ColumnLayout>
      </Container>
      <Container header={<Header variant="h2">{t("limits")}</Header>}>
        <ColumnLayout columns={2}>
          {LIMITS.filter((name) => (name === "Session") === (kind === "inapp") || name === "Daily" || name === "Total").map(
            (name) => (
              <FormField key={name} label={t(name)}>
                <Input
                  type="number"
                  value={draft.limits[name] ?? ""}
                  onChange={({ detail }) => change({ limits: { ...draft.limits, [name]: detail.value } })}
                />
              </FormField>
            ),
          )}
          {kind === "inapp" ? (
            <FormField label={t("priority")}>
              <Input
                type="number"
                value={draft.priority}
                onChange={({ detail }) => change({ priority: detail.value })}
              />
            </FormField>
          ) : null}
        </ColumnLayout>
      </Container>
    </SpaceBetween>
  );
}

interface MomentProperties {
  readonly dateLabel: string;
  readonly timeLabel: string;
  readonly date: string;
  readonly time: string;
  readonly onChange: (date: string, time: string) => void;
}

function Moment({ dateLabel, timeLabel, date, time, onChange }: MomentProperties) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <FormField label={dateLabel}>
        <DatePicker
          value={date}
          placeholder="YYYY/MM/DD"
          onChange={({ detail }) => onChange(detail.value.replaceAll("/", "-"), time)}
        />
      </FormField>
      <FormField label={timeLabel}>
        <TimeInput format="hh:mm" placeholder="hh:mm" value={time} onChange={({ detail }) => onChange(date, detail.value)} />
      </FormField>
    </SpaceBetween>
  );
}
