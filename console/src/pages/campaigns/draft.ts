/** A campaign as the wizard holds it, to and from what the API knows. What the wizard does not show, it keeps. */
import type {
  CampaignHook,
  CampaignLimits,
  CampaignResponse,
  TreatmentResource,
  WriteCampaignRequest,
  WriteTreatmentResource,
} from "@aws-sdk/client-pinpoint";

import { CHANNELS, contentOf, newPiece, newWords, wordsOf, type Channel, type Words } from "./content";
import { formOf, kindOf, newSchedule, scheduleOf, type CampaignKind, type ScheduleForm } from "./schedule";

export const LIMITS = ["Daily", "Total", "Session", "MessagesPerSecond", "MaximumDuration"] as const;
export type Limit = (typeof LIMITS)[number];

export const MOST_TREATMENTS = 5;

export interface Treatment extends Words {
  readonly name: string;
  readonly description: string;
  readonly percent: string;
  /** A schedule of its own; none: the campaign's. */
  readonly schedule?: ScheduleForm;
}

export interface HookForm {
  readonly target: "none" | "function" | "url";
  readonly value: string;
  /** `DELIVERY` is a custom of the past that nobody is offered any more; what has it keeps it. */
  readonly mode: "FILTER" | "DELIVERY";
}

export interface CampaignDraft {
  readonly name: string;
  readonly description: string;
  readonly kind: CampaignKind;
  readonly treatments: readonly Treatment[];
  readonly holdout: string;
  readonly segmentId: string;
  readonly hook: HookForm;
  readonly channels: readonly Channel[];
  readonly schedule: ScheduleForm;
  readonly limits: Readonly<Partial<Record<Limit, string>>>;
  readonly priority: string;
}

export function newTreatment(name: string, percent: string): Treatment {
  return { name, description: "", percent, ...newWords() };
}

export function newCampaign(): CampaignDraft {
  return {
    name: "",
    description: "",
    kind: "scheduled",
    treatments: [newTreatment("", "")],
    holdout: "",
    segmentId: "",
    hook: { target: "none", value: "", mode: "FILTER" },
    channels: ["EMAIL"],
    schedule: newSchedule(),
    limits: {},
    priority: "",
  };
}

/** What is left for the first treatment; negative when the others take too much. */
export function restOf(draft: CampaignDraft): number {
  const others = draft.treatments.slice(1).reduce((sum, { percent }) => sum + (Number(percent) || 0), 0);
  return 100 - others - (Number(draft.holdout) || 0);
}

/** The share of a treatment in percent. */
export function shareOf(draft: CampaignDraft, index: number): number {
  return index === 0 ? restOf(draft) : Number(draft.treatments[index]!.percent) || 0;
}

export function limitsFor(kind: CampaignKind): readonly Limit[] {
  return kind === "inapp" ? ["Session", "Daily", "Total"] : ["Daily", "Total", "MessagesPerSecond", "MaximumDuration"];
}

/**
 * `stored` is what an update changes. The API keeps what a request leaves out and takes zeros and empty texts
 * for left out, so what is to go has to be told.
 */
export function requestOf(draft: CampaignDraft, stored?: CampaignResponse): WriteCampaignRequest {
  const [first, ...others] = draft.treatments;
  const isSegmentKept = stored?.SegmentId === draft.segmentId;
  return {
    Name: draft.name.trim(),
    Description: draft.description || (stored?.Description ? " " : ""),
    // Naming the segment again would let go of a version that the campaign may be bound to.
    ...(isSegmentKept ? {} : { SegmentId: draft.segmentId }),
    Schedule: scheduleOf(draft.schedule, draft.kind),
    ...contentOf(first!, draft.channels),
    ...(first!.name ? { TreatmentName: first!.name } : {}),
    ...(first!.description ? { TreatmentDescription: first!.description } : {}),
    AdditionalTreatments: others.map((treatment) => treatmentRequest(treatment, draft)),
    HoldoutPercent: Number(draft.holdout) || 0,
    Limits: limitsOf(draft, stored),
    ...hookOf(draft.hook, stored),
    ...(draft.kind === "inapp" && draft.priority ? { Priority: Number(draft.priority) } : {}),
    IsPaused: false,
  };
}

function treatmentRequest(treatment: Treatment, draft: CampaignDraft): WriteTreatmentResource {
  return {
    TreatmentName: treatment.name,
    ...(treatment.description ? { TreatmentDescription: treatment.description } : {}),
    SizePercent: Number(treatment.percent) || 0,
    ...(treatment.schedule ? { Schedule: scheduleOf(treatment.schedule, draft.kind) } : {}),
    ...contentOf(treatment, draft.channels),
  };
}

function limitsOf(draft: CampaignDraft, stored: CampaignResponse | undefined): CampaignLimits {
  const told = limitsFor(draft.kind).flatMap((name) => {
    if (draft.limits[name]) return [[name, Number(draft.limits[name])]];
    return stored?.Limits?.[name] ? [[name, 0]] : [];
  });
  return Object.fromEntries(told);
}

function hookOf({ target, value, mode }: HookForm, stored: CampaignResponse | undefined): { Hook?: CampaignHook } {
  const name = value.trim();
  if (target === "function") return { Hook: { LambdaFunctionName: name, Mode: mode } };
  if (target === "url") return { Hook: { WebUrl: name, Mode: mode } };
  return stored?.Hook ? { Hook: { LambdaFunctionName: "", WebUrl: "" } } : {};
}

/** Whether a schedule runs at once and never again: the API cannot hold such a campaign. */
export function isImmediate({ isNow, frequency }: ScheduleForm, kind: CampaignKind): boolean {
  return kind === "scheduled" && isNow && frequency === "ONCE";
}

const DAY_MS = 24 * 3600 * 1000;

/** The same campaign, kept from starting: what would run at once is set to tomorrow, for at once cannot be paused. */
export function pausedRequestOf(draft: CampaignDraft, now: Date, stored?: CampaignResponse): WriteCampaignRequest {
  const later = (form: ScheduleForm): ScheduleForm => {
    if (!isImmediate(form, draft.kind)) return form;
    const tomorrow = new Date(now.getTime() + DAY_MS).toISOString();
    return { ...form, isNow: false, ...wall(tomorrow), zone: "UTC", stored: { StartTime: tomorrow } };
  };
  const held = {
    ...draft,
    schedule: later(draft.schedule),
    treatments: draft.treatments.map((each) => (each.schedule ? { ...each, schedule: later(each.schedule) } : each)),
  };
  return { ...requestOf(held, stored), IsPaused: true };
}

function wall(instant: string) {
  return { date: instant.slice(0, 10), time: instant.slice(11, 16) };
}

export function draftOf(campaign: CampaignResponse): CampaignDraft {
  const additional = campaign.AdditionalTreatments ?? [];
  const found = [treatmentOf(campaign, campaign), ...additional.map((each) => treatmentOf(each, campaign))];
  const used = CHANNELS.filter((channel) => found.some(({ pieces }) => pieces[channel]));
  const treatments = found.map((treatment) => ({ ...treatment, pieces: silent(treatment, used) }));
  return {
    name: campaign.Name ?? "",
    description: (campaign.Description ?? "").trim(),
    kind: kindOf(campaign.Schedule),
    treatments,
    holdout: campaign.HoldoutPercent ? String(campaign.HoldoutPercent) : "",
    segmentId: campaign.SegmentId ?? "",
    hook: hookFormOf(campaign.Hook),
    channels: used,
    schedule: formOf(campaign.Schedule),
    limits: Object.fromEntries(
      LIMITS.flatMap((name) => {
        const value = campaign.Limits?.[name];
        return value ? [[name, String(value)]] : [];
      }),
    ),
    priority: campaign.Priority ? String(campaign.Priority) : "",
  };
}

/** A new campaign like another one: nothing of it is stored yet, so no start of the past is excused. */
export function copyOf(campaign: CampaignResponse, name: string): CampaignDraft {
  const draft = draftOf(campaign);
  const fresh = ({ stored: _stored, ...form }: ScheduleForm): ScheduleForm => form;
  return {
    ...draft,
    name,
    schedule: fresh(draft.schedule),
    treatments: draft.treatments.map((each) => (each.schedule ? { ...each, schedule: fresh(each.schedule) } : each)),
  };
}

/** What an additional treatment lacks comes from the first one, as the API has it. */
function treatmentOf(part: TreatmentResource | CampaignResponse, campaign: CampaignResponse): Treatment {
  const own = "SizePercent" in part ? part : undefined;
  return {
    name: part.TreatmentName ?? "",
    description: part.TreatmentDescription ?? "",
    percent: own?.SizePercent === undefined ? "" : String(own.SizePercent),
    ...wordsOf({
      MessageConfiguration: part.MessageConfiguration ?? campaign.MessageConfiguration,
      TemplateConfiguration: part.TemplateConfiguration ?? campaign.TemplateConfiguration,
      CustomDeliveryConfiguration: part.CustomDeliveryConfiguration ?? campaign.CustomDeliveryConfiguration,
    }),
    ...(own?.Schedule ? { schedule: formOf(own.Schedule) } : {}),
  };
}

/** On a channel that only others use, a treatment says nothing. */
function silent({ pieces }: Treatment, used: readonly Channel[]): Treatment["pieces"] {
  const missing = used.filter((channel) => !pieces[channel]);
  return { ...pieces, ...Object.fromEntries(missing.map((each) => [each, { ...newPiece(each), source: "none" as const }])) };
}

function hookFormOf(hook: CampaignHook | undefined): HookForm {
  const mode = hook?.Mode === "DELIVERY" ? "DELIVERY" : "FILTER";
  if (hook?.LambdaFunctionName) return { target: "function", value: hook.LambdaFunctionName, mode };
  if (hook?.WebUrl) return { target: "url", value: hook.WebUrl, mode };
  return { target: "none", value: "", mode: "FILTER" };
}
