/** When a campaign runs next, by its schedule alone: what happened to runs that were due is the API's to tell. */
import type { CampaignResponse, Schedule } from "@aws-sdk/client-pinpoint";

import { offsetOf } from "./schedule";

const HOUR_MS = 3_600_000;
const STEPS_MS: Record<string, number> = { HOURLY: HOUR_MS, DAILY: 24 * HOUR_MS, WEEKLY: 7 * 24 * HOUR_MS };

/** `begun`: when a schedule that starts at once was made. */
export function nextRuns(schedule: Schedule, begun: Date, now: Date, most: number): readonly Date[] {
  const start = schedule.StartTime === "IMMEDIATE" ? begun : new Date(schedule.StartTime ?? NaN);
  if (Number.isNaN(start.getTime())) return [];
  const end = schedule.EndTime ? Date.parse(schedule.EndTime) : Infinity;
  const frequency = schedule.Frequency ?? "ONCE";
  const found: Date[] = [];
  const run = runsFrom(start, frequency, schedule, now);
  for (const at of run) {
    if (at.getTime() > end || found.length >= most) break;
    found.push(at);
  }
  return found;
}

function* runsFrom(start: Date, frequency: string, schedule: Schedule, now: Date): Generator<Date> {
  const step = STEPS_MS[frequency];
  if (step !== undefined) {
    const missed = Math.max(0, Math.ceil((now.getTime() - start.getTime()) / step));
    for (let count = missed; ; count += 1) yield new Date(start.getTime() + count * step);
  }
  if (frequency === "MONTHLY") {
    for (let count = 0; ; count += 1) {
      const at = monthsLater(start, count, schedule.Timezone ?? "UTC");
      if (at >= now) yield at;
    }
  }
  if (frequency === "ONCE" && start >= now) yield start;
}

/** The same day of a later month, or that month's last day. */
function monthsLater(start: Date, count: number, zone: string): Date {
  const shift = offsetOf(zone) * 60_000;
  const wall = new Date(start.getTime() + shift);
  const day = wall.getUTCDate();
  wall.setUTCDate(1);
  wall.setUTCMonth(wall.getUTCMonth() + count);
  const last = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  wall.setUTCDate(Math.min(day, last));
  return new Date(wall.getTime() - shift);
}

const WAITING = new Set(["SCHEDULED", "PENDING_NEXT_RUN", "EXECUTING"]);

export function nextRunOf(campaign: CampaignResponse, now: Date): Date | undefined {
  if (!campaign.Schedule || !WAITING.has(campaign.State?.CampaignStatus ?? "")) return undefined;
  return nextRuns(campaign.Schedule, new Date(campaign.CreationDate ?? NaN), now, 1)[0];
}

/** A campaign's status; one whose window is open sends nothing by itself, it waits for events. */
export function statusOf({ State, Schedule }: CampaignResponse): string | undefined {
  const isWindow = Schedule?.Frequency === "EVENT" || Schedule?.Frequency === "IN_APP_EVENT";
  return isWindow && State?.CampaignStatus === "EXECUTING" ? "LISTENING" : State?.CampaignStatus;
}
