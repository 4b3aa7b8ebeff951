/** When a schedule begins, repeats and ends. */
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TimeInput from "@cloudscape-design/components/time-input";
import Toggle from "@cloudscape-design/components/toggle";

import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { nextRuns } from "./runs";
import { FREQUENCIES, hasEnd, instantOf, scheduleOf, ZONES, type ScheduleForm } from "./schedule";
import type { ScheduleProperties } from "./ScheduleStep";
import { texts } from "./texts";
import { homeZone } from "./zones";

export function Timing({ draft, schedule, treatment, onChange, errorOf }: ScheduleProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { kind } = draft;
  const set = (facts: Partial<ScheduleForm>) => onChange({ ...schedule, ...facts });
  const zones = ZONES.map((value) => ({ value, label: value === homeZone() ? t("yourZone", { zone: value }) : value }));
  const isScheduled = kind === "scheduled";
  return (
    <SpaceBetween size="m">
      <FormField label={isScheduled ? t("start") : t("listensFrom")} errorText={schedule.isNow ? errorOf("start", treatment) : undefined}>
        <RadioGroup
          value={schedule.isNow ? "now" : "at"}
          items={[
            { value: "now", label: t("now"), description: isScheduled ? t("nowHint") : t("nowEventHint") },
            { value: "at", label: t("atTime") },
          ]}
          onChange={({ detail }) => set({ isNow: detail.value === "now" })}
        />
      </FormField>
      {schedule.isNow ? null : (
        <Moment
          dateLabel={t("date")}
          timeLabel={t("time")}
          date={schedule.date}
          time={schedule.time}
          error={errorOf("start", treatment)}
          onChange={(date, time) => set({ date, time })}
        />
      )}
      {isScheduled ? (
        <FormField label={t("repeat")}>
          <Select
            selectedOption={{ value: schedule.frequency, label: t(schedule.frequency) }}
            options={FREQUENCIES.map((value) => ({ value, label: t(value) }))}
            onChange={({ detail }) =>
              set({ frequency: FREQUENCIES.find((known) => known === detail.selectedOption.value) ?? "ONCE" })
            }
          />
        </FormField>
      ) : null}
      {hasEnd(schedule, kind) ? (
        <Moment
          dateLabel={isScheduled ? `${t("endDate")} (${all("optional")})` : t("endDate")}
          timeLabel={t("endTime")}
          date={schedule.endDate}
          time={schedule.endTime}
          error={errorOf("end", treatment)}
          onChange={(endDate, endTime) => set({ endDate, endTime })}
        />
      ) : null}
      {schedule.isNow && !hasEnd(schedule, kind) ? null : (
        <FormField label={t("zone")} description={t("zoneHint")} errorText={errorOf("zone", treatment)}>
          <Select
            selectedOption={zones.find(({ value }) => value === schedule.zone) ?? { value: schedule.zone, label: schedule.zone }}
            options={zones}
            filteringType="auto"
            onChange={({ detail }) => set({ zone: detail.selectedOption.value ?? "UTC" })}
          />
        </FormField>
      )}
      {isScheduled ? (
        <FormField errorText={errorOf("local", treatment)}>
          <Toggle
            checked={schedule.isLocalTime}
            description={t("localHint")}
            onChange={({ detail }) => set({ isLocalTime: detail.checked })}
          >
            {t("localTime")}
          </Toggle>
        </FormField>
      ) : null}
      {isScheduled ? <Outlook schedule={schedule} /> : null}
    </SpaceBetween>
  );
}

const SHOWN_RUNS = 3;

/** The first runs on the reader's own clock. */
function Outlook({ schedule }: { schedule: ScheduleForm }) {
  const t = useTexts(texts);
  const format = useFormat();
  const isReadable = schedule.isNow || instantOf(schedule.date, schedule.time, schedule.zone) !== undefined;
  if (!isReadable || (schedule.isNow && schedule.frequency === "ONCE")) return null;
  const now = new Date();
  const runs = nextRuns(scheduleOf(schedule, "scheduled"), now, now, SHOWN_RUNS + 1);
  if (!runs.length) return null;
  const listed = runs.slice(0, SHOWN_RUNS).map((run) => format.time(run));
  return (
    <Box color="text-body-secondary">
      {t("outlook", { runs: [...listed, ...(runs.length > SHOWN_RUNS ? ["…"] : [])].join(" · ") })}
    </Box>
  );
}

interface MomentProperties {
  readonly dateLabel: string;
  readonly timeLabel: string;
  readonly date: string;
  readonly time: string;
  readonly error: string | undefined;
  readonly onChange: (date: string, time: string) => void;
}

function Moment({ dateLabel, timeLabel, date, time, error, onChange }: MomentProperties) {
  return (
    <ColumnLayout columns={2}>
      <FormField label={dateLabel} errorText={error}>
        <DatePicker
          value={date}
          placeholder="YYYY/MM/DD"
          onChange={({ detail }) => onChange(detail.value.replaceAll("/", "-"), time)}
        />
      </FormField>
      <FormField label={timeLabel}>
        <TimeInput format="hh:mm" placeholder="hh:mm" value={time} onChange={({ detail }) => onChange(date, detail.value)} />
      </FormField>
    </ColumnLayout>
  );
}
