/** The declaration of an experiment: as the form keeps it, and as the API takes it. */
import { daysAfter } from "./range";

export interface Outcome {
  readonly event: string;
  readonly metric: string;
}

export interface Declaration {
  readonly name: string;
  readonly kind: "campaign" | "segments";
  readonly campaign: string;
  readonly segments: readonly string[];
  /** The segment that others are compared with. */
  readonly control: string;
  readonly outcomes: readonly Outcome[];
  /** The last day of the window; empty: it stays open. */
  readonly lastDay: string;
}

export const MOST_OUTCOMES = 10;
export const BLANK_OUTCOME: Outcome = { event: "", metric: "" };
export const BLANK_DECLARATION: Declaration = {
  name: "",
  kind: "campaign",
  campaign: "",
  segments: [],
  control: "",
  outcomes: [BLANK_OUTCOME],
  lastDay: "",
};

export function isDeclarable({ name, kind, campaign, segments, control, outcomes }: Declaration): boolean {
  const hasArms = kind === "campaign" ? Boolean(campaign) : segments.length > 1 && segments.includes(control);
  return Boolean(name.trim()) && hasArms && outcomes.some(({ event }) => event.trim());
}

export function declarationOf(form: Declaration, nameOf: (segment: string) => string) {
  const arms =
    form.kind === "campaign"
      ? { CampaignId: form.campaign }
      : {
          Arms: form.segments.map((id) => ({ Name: nameOf(id), SegmentId: id })),
          Control: nameOf(form.control),
        };
  const outcomes = form.outcomes.map(({ event, metric }) => ({ event: event.trim(), metric: metric.trim() }));
  return {
    Name: form.name.trim(),
    ...arms,
    Outcomes: outcomes
      .filter(({ event }) => event)
      .map(({ event, metric }) => ({
        Name: metric ? `${event} (${metric})` : event,
        EventType: event,
        ...(metric ? { Metric: metric } : {}),
      })),
    ...(form.lastDay ? { End: `${daysAfter(form.lastDay, 1)}T00:00:00Z` } : {}),
  };
}
