/** What a person should think of before the launch; none of it stops one. */
import { read } from "../templates/types";
import { pieceOf, type Channel } from "./content";
import { isImmediate, restOf, type CampaignDraft } from "./draft";
import { hasEnd } from "./schedule";

export type Warning =
  | { readonly key: "warnChannel"; readonly channel: Channel }
  | { readonly key: "warnUnsubscribe" | "warnForever" | "warnSmallTest" | "warnNow" | "warnLocal" | "warnFlood" };

const PUSH_CHANNELS = ["APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "GCM", "ADM", "BAIDU"];
const UNSUBSCRIBE = /UnsubscribeUrl|PreferencesUrl|unsubscribe|abmelde|abbestell|disiscri|disdici|annulla/i;

/** `bodies`: the HTML of e-mails, whether written in the campaign or in a template. */
export function warningsOf(
  draft: CampaignDraft,
  enabled: ReadonlySet<string>,
  bodies: readonly string[],
): readonly Warning[] {
  const warnings: Warning[] = draft.channels
    .filter((channel) => !isReady(channel, enabled))
    .map((channel) => ({ key: "warnChannel", channel }));
  const told = (isTrue: boolean, key: Exclude<Warning["key"], "warnChannel">) => {
    if (isTrue) warnings.push({ key });
  };
  const { schedule, kind } = draft;
  told(bodies.some((body) => !UNSUBSCRIBE.test(body)), "warnUnsubscribe");
  told(kind === "scheduled" && hasEnd(schedule, kind) && !schedule.endDate, "warnForever");
  told(kind === "scheduled" && schedule.isLocalTime, "warnLocal");
  told(kind === "event" && !draft.limits.Daily, "warnFlood");
  const hasNobody = draft.treatments.slice(1).some(({ percent }) => !(Number(percent) > 0)) || restOf(draft) === 0;
  told(draft.treatments.length > 1 && hasNobody, "warnSmallTest");
  told(isImmediate(schedule, kind), "warnNow");
  return warnings;
}

function isReady(channel: Channel, enabled: ReadonlySet<string>): boolean {
  if (channel === "PUSH") return PUSH_CHANNELS.some((type) => enabled.has(type));
  return channel === "CUSTOM" || channel === "INAPP" || enabled.has(channel);
}

/** The e-mails that are written in the campaign itself. */
export function ownBodies(draft: CampaignDraft): readonly string[] {
  if (!draft.channels.includes("EMAIL")) return [];
  return draft.treatments
    .map((words) => pieceOf(words, "EMAIL"))
    .filter(({ source }) => source === "own")
    .map(({ message }) => read(message, "EmailMessage.HtmlBody") || read(message, "EmailMessage.Body"));
}
