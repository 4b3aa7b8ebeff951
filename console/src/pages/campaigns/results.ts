/** What became of a campaign's messages: counts by treatment, and what share of which other count each one is. */
import type { Channel } from "./content";

export const MEASURES = [
  "Sent",
  "Delivered",
  "Opened",
  "Clicked",
  "HardBounced",
  "SoftBounced",
  "Complaints",
  "Unsubscribed",
  "TextsDelivered",
  "PushOpened",
] as const;
export type Measure = (typeof MEASURES)[number];
export type Figures = Readonly<Record<Measure, number>>;

export interface TreatmentFigures extends Figures {
  readonly TreatmentId: string;
  readonly Hours: readonly (Figures & { readonly Hour: number })[];
}

export interface Engagement {
  readonly Start: string;
  readonly End: string;
  readonly Treatments: readonly TreatmentFigures[];
  readonly AfterMessages: AfterMessages | null;
}

export interface AfterMessages {
  readonly WithinHours?: number;
  readonly Treatments?: readonly After[];
}

export interface After {
  readonly TreatmentId: string;
  readonly Sessions: number;
  readonly EndpointsWithSession: number;
  readonly Purchases: number;
  readonly Units: number;
  readonly EndpointsWithPurchase: number;
  readonly Recipients: number;
  readonly OptedOut: number;
  readonly OptOutRate: number;
}

const CHANNEL_OF: Record<Exclude<Measure, "Sent">, Channel> = {
  Delivered: "EMAIL",
  Opened: "EMAIL",
  Clicked: "EMAIL",
  HardBounced: "EMAIL",
  SoftBounced: "EMAIL",
  Complaints: "EMAIL",
  Unsubscribed: "EMAIL",
  TextsDelivered: "SMS",
  PushOpened: "PUSH",
};

export function totalOf(treatments: readonly Figures[]): Figures {
  const sums = MEASURES.map((measure) => [measure, treatments.reduce((all, one) => all + one[measure], 0)]);
  return Object.fromEntries(sums) as Record<Measure, number>;
}

/** What there is to tell of a campaign's channels; a count of a channel that it has left behind counts, too. */
export function measuresOf(channels: readonly Channel[], total: Figures): readonly Measure[] {
  return MEASURES.filter(
    (measure) => measure === "Sent" || channels.includes(CHANNEL_OF[measure]) || total[measure] > 0,
  );
}

/**
 * The share that a count is; undefined where there is nothing to divide by. `Sent` counts all channels, so it is a
 * base only where there is one: with several, e-mails are measured against those that reports have come of.
 */
export function rateOf(measure: Measure, figures: Figures, channels: readonly Channel[]): number | undefined {
  const isOnly = channels.length === 1;
  const reported = figures.Delivered + figures.HardBounced + figures.SoftBounced;
  // Without any report nothing is known, and "0 % delivered" would be untrue.
  const told = isOnly && reported ? figures.Sent : reported;
  const bases: Partial<Record<Measure, number>> = {
    Delivered: told,
    HardBounced: told,
    SoftBounced: told,
    Opened: figures.Delivered,
    Clicked: figures.Delivered,
    Complaints: figures.Delivered,
    Unsubscribed: figures.Delivered,
    ...(isOnly ? { TextsDelivered: figures.Sent, PushOpened: figures.Sent } : {}),
  };
  const base = bases[measure];
  return base ? figures[measure] / base : undefined;
}

const DAY_MS = 24 * 3600 * 1000;
const LONGEST_DAYS = 92;

/** The days that the API can tell about: since the campaign was made, as far as that reaches back. */
export function rangeOf(created: string | undefined, now: Date): { readonly start: string; readonly end: string } {
  const earliest = now.getTime() - (LONGEST_DAYS - 1) * DAY_MS;
  const begun = Date.parse(created ?? "");
  const start = Number.isNaN(begun) ? earliest : Math.max(begun, earliest);
  return { start: new Date(start).toISOString().slice(0, 10), end: now.toISOString().slice(0, 10) };
}
