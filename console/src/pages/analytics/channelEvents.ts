/** What the service reports of messages, by channel: which events belong to which. */
import type { CountedType } from "./subject";

/** How the names of a channel's events begin. Of pushes, apps report what became of them. */
export const CHANNEL_EVENTS = {
  sends: ["_campaign.send", "_journey.send"],
  email: ["_email."],
  text: ["_SMS."],
  voice: ["_voice."],
  push: [
    "_campaign.opened_notification",
    "_campaign.received_",
    "_journey.opened_notification",
    "_journey.received_",
  ],
  inApp: ["_inapp."],
} as const;

export type ReportedChannel = keyof typeof CHANNEL_EVENTS;
export const REPORTED_CHANNELS = Object.keys(CHANNEL_EVENTS) as readonly ReportedChannel[];

export function reportsOf(channel: ReportedChannel, counted: readonly CountedType[]): readonly CountedType[] {
  return counted.filter(({ EventType }) => CHANNEL_EVENTS[channel].some((begin) => EventType.startsWith(begin)));
}

export function onDay(type: CountedType, day: string): number {
  return type.Days.find(({ Date }) => Date === day)?.Count ?? 0;
}
