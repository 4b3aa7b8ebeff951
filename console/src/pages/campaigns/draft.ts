/** A campaign as the wizard holds it, to and from what the API knows. What the wizard does not show, it keeps. */
import type {
  CampaignLimits,
  CampaignResponse,
  MessageConfiguration,
  Schedule,
  TemplateConfiguration,
  WriteCampaignRequest,
  WriteTreatmentResource,
} from "@aws-sdk/client-pinpoint";

import {
  formOf,
  kindOf,
  newSchedule,
  scheduleFaults,
  scheduleOf,
  type CampaignKind,
  type ScheduleForm,
} from "./schedule";

export const CHANNELS = ["EMAIL", "SMS", "PUSH", "VOICE", "CUSTOM", "INAPP"] as const;
export type Channel = (typeof CHANNELS)[number];

export const LIMITS = ["Daily", "Total", "MessagesPerSecond", "MaximumDuration", "Session"] as const;

export interface Piece {
  readonly source: "template" | "own";
  readonly template: string;
  readonly version: string;
  /** The message's members by name, as far as the wizard edits them. */
  readonly message: Readonly<Record<string, string>>;
}

export interface Treatment {
  readonly name: string;
  readonly percent: string;
  readonly pieces: Partial<Record<Channel, Piece>>;
  readonly original: Readonly<{ message: MessageConfiguration; template: TemplateConfiguration }>;
  /** A schedule of its own: the form shows none, and keeps it. */
  readonly schedule?: Schedule;
}

export interface CampaignDraft {
  readonly name: string;
  readonly description: string;
  readonly kind: CampaignKind;
  readonly treatments: readonly Treatment[];
  readonly holdout: string;
  readonly segmentId: string;
  readonly channels: readonly Channel[];
  readonly schedule: ScheduleForm;
  readonly limits: Readonly<Record<string, string>>;
  readonly priority: string;
  readonly deliveryUri: string;
}

const TEMPLATE_MEMBERS = {
  EMAIL: "EmailTemplate",
  SMS: "SMSTemplate",
  PUSH: "PushTemplate",
  VOICE: "VoiceTemplate",
  INAPP: "InAppTemplate",
} as const;
const MESSAGE_MEMBERS = {
  EMAIL: "EmailMessage",
  SMS: "SMSMessage",
  PUSH: "DefaultMessage",
  CUSTOM: "CustomMessage",
} as const;
/** What the message takes of its own even where a template gives the content. */
const SENDER_MEMBERS: Partial<Record<Channel, readonly string[]>> = {
  EMAIL: ["FromAddress"],
  SMS: ["SenderId", "MessageType"],
};
const NEEDED: Partial<Record<Channel, readonly string[]>> = {
  EMAIL: ["Title", "HtmlBody"],
  SMS: ["Body"],
  PUSH: ["Body"],
  CUSTOM: ["Data"],
};
export const MOST_TREATMENTS = 5;

export function newPiece(channel: Channel): Piece {
  return { source: channel === "CUSTOM" ? "own" : "template", template: "", version: "", message: {} };
}

export function newTreatment(name: string, percent: string): Treatment {
  return { name, percent, pieces: {}, original: { message: {}, template: {} } };
}

export function newCampaign(): CampaignDraft {
  return {
    name: "",
    description: "",
    kind: "scheduled",
    treatments: [newTreatment("", "")],
    holdout: "",
    segmentId: "",
    channels: ["EMAIL"],
    schedule: newSchedule(),
    limits: {},
    priority: "",
    deliveryUri: "",
  };
}

/** What is left for the first treatment; negative when the others take too much. */
export function restOf(draft: CampaignDraft): number {
  const others = draft.treatments.slice(1).reduce((sum, { percent }) => sum + (Number(percent) || 0), 0);
  return 100 - others - (Number(draft.holdout) || 0);
}

export type Fault =
  | "name"
  | "shares"
  | "segment"
  | "channels"
  | "content"
  | "schedule";

/** The steps' faults, in the order of the steps. */
export function faultsOf(draft: CampaignDraft, now: Date): readonly (readonly Fault[])[] {
  return [
    [...(draft.name.trim() ? [] : ["name" as const]), ...(restOf(draft) < 0 ? ["shares" as const] : [])],
    draft.segmentId ? [] : ["segment"],
    [
      ...(draft.channels.length ? [] : ["channels" as const]),
      ...(isContentComplete(draft) ? [] : ["content" as const]),
    ],
    scheduleFaults(draft.schedule, draft.kind, now).length ? ["schedule"] : [],
    [],
  ];
}

export function isContentComplete(draft: CampaignDraft): boolean {
  return draft.treatments.every((treatment) =>
    draft.channels.every((channel) => !pieceFault(channel, treatment.pieces[channel], draft)),
  );
}

export function pieceFault(
  channel: Channel,
  piece: Piece | undefined,
  draft: CampaignDraft,
): "chooseTemplate" | "needContent" | undefined {
  const { source, template, message } = piece ?? newPiece(channel);
  if (source === "template") return template ? undefined : "chooseTemplate";
  if (channel === "CUSTOM" && !draft.deliveryUri.trim()) return "needContent";
  return (NEEDED[channel] ?? []).every((member) => message[member]?.trim()) ? undefined : "needContent";
}

export function requestOf(draft: CampaignDraft): WriteCampaignRequest {
  const [first, ...others] = draft.treatments;
  const limits = LIMITS.filter((name) => draft.limits[name]).map((name) => [name, Number(draft.limits[name])]);
  const isTest = others.length > 0;
  return {
    Name: draft.name.trim(),
    Description: draft.description,
    SegmentId: draft.segmentId,
    Schedule: scheduleOf(draft.schedule, draft.kind),
    ...contentOf(first!, draft.channels),
    ...(isTest && first!.name ? { TreatmentName: first!.name } : {}),
    AdditionalTreatments: others.map(
      (treatment): WriteTreatmentResource => ({
        TreatmentName: treatment.name,
        SizePercent: Number(treatment.percent) || 0,
        ...(treatment.schedule ? { Schedule: treatment.schedule } : {}),
        ...contentOf(treatment, draft.channels),
        ...customOf(draft),
      }),
    ),
    HoldoutPercent: Number(draft.holdout) || 0,
    Limits: Object.fromEntries(limits) as CampaignLimits,
    ...customOf(draft),
    ...(draft.kind === "inapp" && draft.priority ? { Priority: Number(draft.priority) } : {}),
    IsPaused: false,
  };
}

/** The same campaign, kept from starting: at once is not a time that can be paused. */
export function pausedRequestOf(draft: CampaignDraft, now: Date): WriteCampaignRequest {
  const request = requestOf(draft);
  const tomorrow = new Date(now.getTime() + 24 * 3600 * 1000).toISOString();
  const StartTime = draft.schedule.isNow ? tomorrow : request.Schedule!.StartTime;
  return { ...request, Schedule: { ...request.Schedule, StartTime }, IsPaused: true };
}

function customOf(draft: CampaignDraft) {
  if (!draft.channels.includes("CUSTOM")) return {};
  return {
    CustomDeliveryConfiguration: { DeliveryUri: draft.deliveryUri.trim(), EndpointTypes: ["CUSTOM" as const] },
  };
}

function contentOf(treatment: Treatment, channels: readonly Channel[]) {
  const template: Record<string, unknown> = {};
  const message: Record<string, unknown> = {};
  for (const channel of channels) {
    const piece = treatment.pieces[channel];
    if (!piece) continue;
    if (piece.source === "template" && channel !== "CUSTOM") {
      const version = piece.version ? { Version: piece.version } : {};
      template[TEMPLATE_MEMBERS[channel]] = { Name: piece.template, ...version };
    }
    if (channel === "VOICE" || channel === "INAPP") continue;
    const kept = piece.source === "own" ? undefined : (SENDER_MEMBERS[channel] ?? []);
    const members = Object.entries(piece.message).filter(([name, value]) => value && (!kept || kept.includes(name)));
    const member = MESSAGE_MEMBERS[channel];
    const own = piece.source === "own" ? treatment.original.message[member] : undefined;
    if (members.length) message[member] = { ...own, ...Object.fromEntries(members) };
  }
  return {
    TemplateConfiguration: template as TemplateConfiguration,
    MessageConfiguration: message as MessageConfiguration,
  };
}

interface Part {
  readonly MessageConfiguration?: MessageConfiguration;
  readonly TemplateConfiguration?: TemplateConfiguration;
  readonly TreatmentName?: string;
}

export function draftOf(campaign: CampaignResponse): CampaignDraft {
  const parts: Part[] = [campaign, ...(campaign.AdditionalTreatments ?? [])];
  const treatments = parts.map((part, index) => {
    const own = index ? campaign.AdditionalTreatments![index - 1]! : undefined;
    const size = own?.SizePercent;
    return {
      name: part.TreatmentName ?? "",
      percent: size === undefined ? "" : String(size),
      pieces: piecesOf(part),
      ...(own?.Schedule ? { schedule: own.Schedule } : {}),
      original: { message: part.MessageConfiguration ?? {}, template: part.TemplateConfiguration ?? {} },
    };
  });
  const used = CHANNELS.filter((channel) => treatments.some(({ pieces }) => pieces[channel]));
  return {
    name: campaign.Name ?? "",
    description: campaign.Description ?? "",
    kind: kindOf(campaign.Schedule),
    treatments,
    holdout: campaign.HoldoutPercent ? String(campaign.HoldoutPercent) : "",
    segmentId: campaign.SegmentId ?? "",
    channels: used,
    schedule: formOf(campaign.Schedule),
    limits: Object.fromEntries(
      LIMITS.flatMap((name) => {
        const value = campaign.Limits?.[name];
        return value ? [[name, String(value)]] : [];
      }),
    ),
    priority: campaign.Priority ? String(campaign.Priority) : "",
    deliveryUri: campaign.CustomDeliveryConfiguration?.DeliveryUri ?? "",
  };
}

function piecesOf({ MessageConfiguration: messages = {}, TemplateConfiguration: templates = {} }: Part) {
  const pieces: Partial<Record<Channel, Piece>> = {};
  for (const channel of CHANNELS) {
    const template = channel === "CUSTOM" ? undefined : templates[TEMPLATE_MEMBERS[channel]];
    const message = channel === "VOICE" || channel === "INAPP" ? undefined : messages[MESSAGE_MEMBERS[channel]];
    if (!template && !message) continue;
    const texts = Object.entries(message ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    pieces[channel] = {
      source: template ? "template" : "own",
      template: template?.Name ?? "",
      version: template?.Version ?? "",
      message: Object.fromEntries(texts),
    };
  }
  return pieces;
}

export type Warning =
  | { readonly key: "warnChannel"; readonly channel: Channel }
  | { readonly key: "warnUnsubscribe" | "warnForever" | "warnSmallTest" | "warnNow" };

/** What a person should think of before the launch; none of it stops one. */
export function warningsOf(draft: CampaignDraft, enabled: ReadonlySet<string>): readonly Warning[] {
  const warnings: Warning[] = [];
  for (const channel of draft.channels) {
    const isReady =
      channel === "PUSH"
        ? ["APNS", "APNS_SANDBOX", "GCM", "ADM", "BAIDU"].some((type) => enabled.has(type))
        : channel === "CUSTOM" || channel === "INAPP" || enabled.has(channel);
    if (!isReady) warnings.push({ key: "warnChannel", channel });
  }
  const bodies = draft.treatments.map(({ pieces }) => pieces.EMAIL).filter((piece) => piece?.source === "own");
  if (draft.channels.includes("EMAIL") && bodies.some((piece) => !/unsubscribe|abmelde|disiscri|annulla/i.test(piece?.message["HtmlBody"] ?? ""))) {
    warnings.push({ key: "warnUnsubscribe" });
  }
  const { frequency, endDate, isNow } = draft.schedule;
  if (draft.kind === "scheduled" && frequency !== "ONCE" && !endDate) warnings.push({ key: "warnForever" });
  const hasNobody = draft.treatments.slice(1).some(({ percent }) => !(Number(percent) > 0)) || restOf(draft) === 0;
  if (draft.treatments.length > 1 && hasNobody) warnings.push({ key: "warnSmallTest" });
  if (draft.kind === "scheduled" && isNow && frequency === "ONCE") warnings.push({ key: "warnNow" });
  return warnings;
}
