/** A schedule as the form holds it: wall-clock date and time in a zone of the API's list. */
import type { EventDimensions, Schedule } from "@aws-sdk/client-pinpoint";

const WEST = Array.from({ length: 10 }, (_, index) => `UTC-${String(index + 2).padStart(2, "0")}`);
export const ZONES: readonly string[] = [
  ...WEST.reverse(),
  "UTC",
  ...[
    "01",
    "02",
    "03",
    "03:30",
    "04",
    "04:30",
    "05",
    "05:30",
    "05:45",
    "06",
    "06:30",
    "07",
    "08",
    "09",
    "09:30",
    "10",
    "10:30",
    "11",
    "12",
    "13",
  ].map((offset) => `UTC+${offset}`),
];

export const FREQUENCIES = ["ONCE", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"] as const;

export interface ScheduleForm {
  readonly isNow: boolean;
  readonly date: string;
  readonly time: string;
  readonly endDate: string;
  readonly endTime: string;
  readonly zone: string;
  readonly frequency: string;
  readonly isLocalTime: boolean;
  readonly quietFrom: string;
  readonly quietUntil: string;
  readonly eventTypes: readonly string[];
  readonly filterType: "ENDPOINT" | "SYSTEM";
  /** What the stored filter asks of events beside their type: the form shows none of it, and keeps all. */
  readonly kept?: Pick<EventDimensions, "Attributes" | "Metrics">;
}

export type ScheduleFault = "needStart" | "past" | "endFirst" | "badQuiet" | "needEvent" | "needEnd";
export type CampaignKind = "scheduled" | "event" | "inapp";

const TOLERANCE_MS = 60_000;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function newSchedule(): ScheduleForm {
  return {
    isNow: true,
    date: "",
    time: "09:00",
    endDate: "",
    endTime: "09:00",
    zone: "UTC",
    frequency: "ONCE",
    isLocalTime: false,
    quietFrom: "",
    quietUntil: "",
    eventTypes: [],
    filterType: "ENDPOINT",
  };
}

/** Minutes east of Greenwich of a zone such as `UTC-05` or `UTC+05:30`. */
export function offsetOf(zone: string): number {
  const found = /^UTC(?:([+-])(\d{1,2})(?::(\d{2}))?)?$/.exec(zone);
  if (!found?.[1]) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return found[1] === "-" ? -minutes : minutes;
}

export function instantOf(date: string, time: string, zone: string): Date | undefined {
  if (!DAY.test(date) || !CLOCK.test(time)) return undefined;
  const wall = Date.parse(`${date}T${time}:00Z`);
  return Number.isNaN(wall) ? undefined : new Date(wall - offsetOf(zone) * 60_000);
}

export function wallOf(instant: string, zone: string): { date: string; time: string } {
  const wall = new Date(Date.parse(instant) + offsetOf(zone) * 60_000).toISOString();
  return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
}

export function scheduleFaults(form: ScheduleForm, kind: CampaignKind, now: Date): readonly ScheduleFault[] {
  const faults: ScheduleFault[] = [];
  const start = startOf(form, kind, now);
  const end = form.endDate ? instantOf(form.endDate, form.endTime, form.zone) : undefined;
  if (!start) faults.push("needStart");
  else if (!form.isNow && start.getTime() < now.getTime() - TOLERANCE_MS) faults.push("past");
  if (form.endDate && !end) faults.push("needEnd");
  if (kind !== "scheduled" && !end) faults.push("needEnd");
  if (start && end && end <= start) faults.push("endFirst");
  if (!isQuietValid(form)) faults.push("badQuiet");
  if (kind !== "scheduled" && form.eventTypes.length === 0) faults.push("needEvent");
  return [...new Set(faults)];
}

function startOf(form: ScheduleForm, kind: CampaignKind, now: Date): Date | undefined {
  if (form.isNow && kind === "scheduled") return now;
  return form.isNow ? now : instantOf(form.date, form.time, form.zone);
}

function isQuietValid({ quietFrom, quietUntil }: ScheduleForm): boolean {
  return (!quietFrom && !quietUntil) || (CLOCK.test(quietFrom) && CLOCK.test(quietUntil));
}

export function scheduleOf(form: ScheduleForm, kind: CampaignKind): Schedule {
  const end = form.endDate ? instantOf(form.endDate, form.endTime, form.zone)?.toISOString() : undefined;
  const frequency = { scheduled: form.frequency, event: "EVENT", inapp: "IN_APP_EVENT" }[kind];
  const hasEnd = end !== undefined && (kind !== "scheduled" || form.frequency !== "ONCE");
  return {
    StartTime: form.isNow ? "IMMEDIATE" : instantOf(form.date, form.time, form.zone)!.toISOString(),
    ...(hasEnd ? { EndTime: end } : {}),
    Frequency: frequency as "ONCE",
    IsLocalTime: kind === "scheduled" && form.isLocalTime,
    Timezone: form.zone,
    ...(form.quietFrom ? { QuietTime: { Start: form.quietFrom, End: form.quietUntil } } : {}),
    ...(kind === "scheduled"
      ? {}
      : {
          EventFilter: {
            FilterType: kind === "inapp" ? "ENDPOINT" : form.filterType,
            Dimensions: {
              ...form.kept,
              EventType: { DimensionType: "INCLUSIVE", Values: [...form.eventTypes] },
            },
          },
        }),
  };
}

export function formOf(schedule: Schedule | undefined): ScheduleForm {
  const blank = newSchedule();
  if (!schedule) return blank;
  const zone = schedule.Timezone || "UTC";
  const isNow = !schedule.StartTime || schedule.StartTime === "IMMEDIATE";
  const start = isNow ? { date: "", time: "09:00" } : wallOf(schedule.StartTime!, zone);
  const end = schedule.EndTime ? wallOf(schedule.EndTime, zone) : { date: "", time: "09:00" };
  const isEvent = schedule.Frequency === "EVENT" || schedule.Frequency === "IN_APP_EVENT";
  const { Attributes, Metrics } = schedule.EventFilter?.Dimensions ?? {};
  return {
    ...blank,
    isNow,
    ...start,
    endDate: end.date,
    endTime: end.time,
    zone,
    frequency: isEvent ? "ONCE" : (schedule.Frequency ?? "ONCE"),
    isLocalTime: schedule.IsLocalTime ?? false,
    quietFrom: schedule.QuietTime?.Start ?? "",
    quietUntil: schedule.QuietTime?.End ?? "",
    eventTypes: schedule.EventFilter?.Dimensions?.EventType?.Values ?? [],
    filterType: (schedule.EventFilter?.FilterType as "ENDPOINT") ?? "ENDPOINT",
    ...(Attributes || Metrics
      ? { kept: { ...(Attributes ? { Attributes } : {}), ...(Metrics ? { Metrics } : {}) } }
      : {}),
  };
}

export function kindOf(schedule: Schedule | undefined): CampaignKind {
  if (schedule?.Frequency === "EVENT") return "event";
  return schedule?.Frequency === "IN_APP_EVENT" ? "inapp" : "scheduled";
}
