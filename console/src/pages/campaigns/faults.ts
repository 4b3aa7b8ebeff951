/** What keeps a campaign from being launched, and at which field of which step: ours first, then the server's. */
import type { Problem } from "../../api/errors";
import { contentField, pieceFaults, pieceOf } from "./content";
import { limitsFor, LIMITS, restOf, type CampaignDraft, type Limit } from "./draft";
import { scheduleFaults } from "./schedule";
import type { texts } from "./texts";

export const STEPS = ["type", "audience", "content", "schedule", "review"] as const;
export const STEP_COUNT = STEPS.length;

export interface Place {
  /** From 0. */
  readonly step: number;
  readonly field: string;
  /** The treatment that it is about, from 0; 0 as well for what they share. */
  readonly treatment: number;
}

export interface Fault extends Place {
  readonly text: keyof typeof texts;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Nothing is there yet; told only when somebody wants to go on. */
  readonly isMissing: boolean;
}

const RANGES: Record<Limit, readonly [number, number]> = {
  Daily: [0, 100],
  Total: [0, 100],
  Session: [0, 100],
  MessagesPerSecond: [1, 20_000],
  MaximumDuration: [60, 1_000_000_000],
};

const [TYPE, AUDIENCE, CONTENT, SCHEDULE] = [0, 1, 2, 3];

export function faultsOf(draft: CampaignDraft, now: Date): readonly Fault[] {
  return [...typeFaults(draft), ...audienceFaults(draft), ...contentFaults(draft), ...timeFaults(draft, now)];
}

function typeFaults(draft: CampaignDraft): readonly Fault[] {
  const faults: Fault[] = [];
  if (!draft.name.trim()) faults.push({ step: TYPE, field: "Name", treatment: 0, text: "needName", isMissing: true });
  draft.treatments.forEach(({ percent }, treatment) => {
    if (treatment > 0 && !isShare(percent)) {
      faults.push({ step: TYPE, field: "SizePercent", treatment, text: "badShare", isMissing: percent === "" });
    }
  });
  if (draft.holdout && !isShare(draft.holdout)) {
    faults.push({ step: TYPE, field: "HoldoutPercent", treatment: 0, text: "badShare", isMissing: false });
  }
  const over = -restOf(draft);
  if (over > 0) {
    faults.push({ step: TYPE, field: "shares", treatment: 0, text: "badShares", values: { n: 100 + over }, isMissing: false });
  }
  return faults;
}

function isShare(text: string): boolean {
  const number = Number(text);
  return text.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= 100;
}

function audienceFaults({ segmentId, hook }: CampaignDraft): readonly Fault[] {
  const faults: Fault[] = [];
  const add = (field: string, text: Fault["text"], isMissing: boolean) =>
    faults.push({ step: AUDIENCE, field, treatment: 0, text, isMissing });
  if (!segmentId) add("SegmentId", "chooseSegment", true);
  const target = hook.value.trim();
  if (hook.target !== "none" && !target) add("Hook", "needTarget", true);
  if (hook.target === "url" && target && !isWebAddress(target)) add("Hook", "needUrl", false);
  if (hook.target === "function" && target.includes("://")) add("Hook", "needFunction", false);
  return faults;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[A-Za-z0-9\-._~?/#;:]+$/.test(text);
}

function contentFaults(draft: CampaignDraft): readonly Fault[] {
  if (draft.channels.length === 0) {
    return [{ step: CONTENT, field: "channels", treatment: 0, text: "needChannel", isMissing: true }];
  }
  return draft.treatments.flatMap((words, treatment) => {
    if (draft.channels.every((channel) => pieceOf(words, channel).source === "none")) {
      return [{ step: CONTENT, field: "silent", treatment, text: "needWords", isMissing: false } as const];
    }
    return draft.channels.flatMap((channel) =>
      pieceFaults(channel, words).map(
        ({ field, ...fault }): Fault => ({ step: CONTENT, treatment, field: contentField(channel, field), ...fault }),
      ),
    );
  });
}


function timeFaults(draft: CampaignDraft, now: Date): readonly Fault[] {
  const faults = draft.treatments.flatMap(({ schedule }, treatment) => {
    const own = treatment === 0 ? draft.schedule : schedule;
    return own ? scheduleFaults(own, draft.kind, now).map((fault): Fault => ({ ...fault, step: SCHEDULE, treatment })) : [];
  });
  return [...faults, ...limitsFor(draft.kind).flatMap((name) => limitFault(name, draft.limits[name] ?? ""))];
}

function limitFault(name: Limit, text: string): readonly Fault[] {
  const [low, high] = RANGES[name];
  const number = Number(text);
  if (text.trim() === "" || (Number.isInteger(number) && number >= low && number <= high)) return [];
  const key = name === "MaximumDuration" ? "badDuration" : "badLimit";
  return [{ step: SCHEDULE, field: `Limits.${name}`, treatment: 0, text: key, values: { low, high }, isMissing: false }];
}

/** In the order of trying: the first that fits is the field that the server's text is about. */
const PLACES: readonly (readonly [RegExp, number, string])[] = [
  [/\bHoldoutPercent and\b/, TYPE, "shares"],
  [/SizePercent/, TYPE, "SizePercent"],
  [/HoldoutPercent/, TYPE, "HoldoutPercent"],
  [/Treatments cannot change|additional treatments possible/, TYPE, "shares"],
  [/\bHook\b/, AUDIENCE, "Hook"],
  [/\bSegmentId\b|\bSegment '|segment/, AUDIENCE, "SegmentId"],
  [/DeliveryUri|CustomDelivery|\bHEAD\b/, CONTENT, "CUSTOM.delivery"],
  [/EndTime must/, SCHEDULE, "end"],
  [/StartTime/, SCHEDULE, "start"],
  [/EndTime/, SCHEDULE, "end"],
  [/QuietTime/, SCHEDULE, "quiet"],
  [/Dimensions\S*Attributes|Dimensions: Attributes/, SCHEDULE, "attributes"],
  [/Dimensions\S*Metrics|Dimensions: Metrics/, SCHEDULE, "metrics"],
  [/EventFilter/, SCHEDULE, "events"],
  [/Timezone/, SCHEDULE, "zone"],
  [/IsLocalTime/, SCHEDULE, "local"],
  [/Frequency/, SCHEDULE, "start"],
  [/IsPaused|cannot be paused/, SCHEDULE, "start"],
  [/Priority/, SCHEDULE, "Priority"],
  ...LIMITS.map((name): readonly [RegExp, number, string] => [new RegExp(`Limits\\.${name}`), SCHEDULE, `Limits.${name}`]),
  [/\bName\b/, TYPE, "Name"],
];

const MEMBER = /(Email|SMS|Default|APNS|GCM|ADM|Baidu|Custom|InApp)Message(?:\.([\w[\].]+))?/;
const TEMPLATE_OF = /\b(EMAIL|SMS|PUSH|VOICE|INAPP)\b/;

/** Where in the wizard the server's text belongs; undefined: nowhere in particular. */
export function placeOf({ kind, message }: Pick<Problem, "kind" | "message">): Place | undefined {
  if (kind !== "refused" && kind !== "missing") return undefined;
  const treatment = Number(/AdditionalTreatments\[(\d+)\]/.exec(message)?.[1] ?? 0);
  const member = MEMBER.exec(message);
  if (member) {
    const path = (member[2] ?? "").replace(/\.$/, "").replaceAll(/\[(\d+)\]/g, ".$1");
    return { step: CONTENT, field: `${member[1]}Message${path ? `.${path}` : ""}`, treatment };
  }
  if (/template/i.test(message)) {
    const channel = TEMPLATE_OF.exec(message)?.[1];
    return { step: CONTENT, field: channel ? `${channel}.template` : "channels", treatment };
  }
  const found = PLACES.find(([pattern]) => pattern.test(message));
  return found ? { step: found[1], field: found[2], treatment } : undefined;
}
