/** A schedule as the form holds it: wall-clock date and time in a zone of the API's list. */
import type { Schedule } from "@aws-sdk/client-pinpoint";

import { attributeFault, filterFormOf, filterOf, metricFault, MOST_TYPES, newEventFilter, type EventFilterForm } from "./eventFilter";

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
export type Frequency = (typeof FREQUENCIES)[number];

export interface ScheduleForm {
  readonly isNow: boolean;
  readonly date: string;
  readonly time: string;
  readonly endDate: string;
  readonly endTime: string;
  readonly zone: string;
  readonly frequency: Frequency;
  readonly isLocalTime: boolean;
  readonly quietFrom: string;
  readonly quietUntil: string;
  readonly events: EventFilterForm;
  /** What the API holds already: a start that has passed since may stay, as long as it is sent as it was. */
  readonly stored?: { readonly StartTime?: string; readonly EndTime?: string };
}

export type CampaignKind = "scheduled" | "event" | "inapp";

export interface ScheduleFault {
  readonly field: "start" | "end" | "quiet" | "events" | "attributes" | "metrics";
  readonly text: "needStart" | "past" | "endFirst" | "badQuiet" | "needEvent" | "needEnd" | "tooManyTypes" | "badConditions";
  /** Nothing was written yet, so there is nothing wrong to point at until somebody wants to go on. */
  readonly isMissing: boolean;
}

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
    events: newEventFilter(),
  };
}

/** Minutes east of Greenwich of a zone such as `UTC-05` or `UTC+05:30`. */
export function offsetOf(zone: string): number {
  const found = /^UTC(?:([+-])(\d{1,2})(?::(\d{2}))?)?$/.exec(zone);
  if (!found?.[1]) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return found[1] === "-" ? -minutes : minutes;
}

/** The zone of the API's list that has a place's offset at this moment; UTC where there is none. */
export function zoneOf(offsetMinutes: number): string {
  return ZONES.find((zone) => offsetOf(zone) === offsetMinutes) ?? "UTC";
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

export function hasEnd(form: ScheduleForm, kind: CampaignKind): boolean {
  return kind !== "scheduled" || form.frequency !== "ONCE";
}

export function scheduleFaults(form: ScheduleForm, kind: CampaignKind, now: Date): readonly ScheduleFault[] {
  const faults: ScheduleFault[] = [];
  const start = form.isNow ? now : instantOf(form.date, form.time, form.zone);
  const isKept = startTime(form) !== undefined && startTime(form) === form.stored?.StartTime;
  if (!start) faults.push({ field: "start", text: "needStart", isMissing: true });
  else if (!isKept && start.getTime() < now.getTime() - TOLERANCE_MS) {
    faults.push({ field: "start", text: "past", isMissing: false });
  }
  faults.push(...endFaults(form, kind, start));
  if (!isQuietValid(form)) faults.push({ field: "quiet", text: "badQuiet", isMissing: true });
  if (kind !== "scheduled") faults.push(...eventFaults(form.events));
  return faults;
}

function endFaults(form: ScheduleForm, kind: CampaignKind, start: Date | undefined): readonly ScheduleFault[] {
  if (!hasEnd(form, kind)) return [];
  const end = form.endDate ? instantOf(form.endDate, form.endTime, form.zone) : undefined;
  if (!end) return form.endDate || kind !== "scheduled" ? [{ field: "end", text: "needEnd", isMissing: true }] : [];
  return start && end <= start ? [{ field: "end", text: "endFirst", isMissing: false }] : [];
}

function eventFaults({ types, attributes, metrics }: EventFilterForm): readonly ScheduleFault[] {
  const faults: ScheduleFault[] = [];
  if (types.length === 0) faults.push({ field: "events", text: "needEvent", isMissing: true });
  if (types.length > MOST_TYPES) faults.push({ field: "events", text: "tooManyTypes", isMissing: false });
  if (attributes.some((_, at) => attributeFault(attributes, at))) {
    faults.push({ field: "attributes", text: "badConditions", isMissing: true });
  }
  if (metrics.some((_, at) => metricFault(metrics, at))) {
    faults.push({ field: "metrics", text: "badConditions", isMissing: true });
  }
  return faults;
}

function isQuietValid({ quietFrom, quietUntil }: ScheduleForm): boolean {
  return (!quietFrom && !quietUntil) || (CLOCK.test(quietFrom) && CLOCK.test(quietUntil));
}

/** What the API is told; word for word what it holds where the form still shows the same minute. */
function startTime(form: ScheduleForm): string | undefined {
  return form.isNow ? "IMMEDIATE" : told(form.date, form.time, form.zone, form.stored?.StartTime);
}

function told(date: string, time: string, zone: string, stored: string | undefined): string | undefined {
  if (stored && stored !== "IMMEDIATE") {
    const wall = wallOf(stored, zone);
    if (wall.date === date && wall.time === time) return stored;
  }
  return instantOf(date, time, zone)?.toISOString();
}

export function scheduleOf(form: ScheduleForm, kind: CampaignKind): Schedule {
  const end = form.endDate ? told(form.endDate, form.endTime, form.zone, form.stored?.EndTime) : undefined;
  const Frequency = kind === "event" ? "EVENT" : kind === "inapp" ? "IN_APP_EVENT" : form.frequency;
  const events = kind === "inapp" ? { ...form.events, source: "ENDPOINT" as const } : form.events;
  return {
    StartTime: startTime(form),
    ...(end !== undefined && hasEnd(form, kind) ? { EndTime: end } : {}),
    Frequency,
    IsLocalTime: kind === "scheduled" && form.isLocalTime,
    Timezone: form.zone,
    ...(form.quietFrom ? { QuietTime: { Start: form.quietFrom, End: form.quietUntil } } : {}),
    ...(kind === "scheduled" ? {} : { EventFilter: filterOf(events) }),
  };
}

export function formOf(schedule: Schedule | undefined): ScheduleForm {
  const blank = newSchedule();
  if (!schedule) return blank;
  const zone = schedule.Timezone || "UTC";
  const isNow = !schedule.StartTime || schedule.StartTime === "IMMEDIATE";
  const start = isNow ? blank : wallOf(schedule.StartTime!, zone);
  const end = schedule.EndTime ? wallOf(schedule.EndTime, zone) : { date: "", time: blank.endTime };
  return {
    ...blank,
    isNow,
    date: start.date,
    time: start.time,
    endDate: end.date,
    endTime: end.time,
    zone,
    frequency: FREQUENCIES.find((known) => known === schedule.Frequency) ?? "ONCE",
    isLocalTime: schedule.IsLocalTime ?? false,
    quietFrom: schedule.QuietTime?.Start ?? "",
    quietUntil: schedule.QuietTime?.End ?? "",
    events: filterFormOf(schedule.EventFilter),
    stored: {
      ...(schedule.StartTime ? { StartTime: schedule.StartTime } : {}),
      ...(schedule.EndTime ? { EndTime: schedule.EndTime } : {}),
    },
  };
}

export function kindOf(schedule: Schedule | undefined): CampaignKind {
  if (schedule?.Frequency === "EVENT") return "event";
  return schedule?.Frequency === "IN_APP_EVENT" ? "inapp" : "scheduled";
}
