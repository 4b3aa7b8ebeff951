/** What a treatment says on each channel: a template, or words of its own, in the members that the API has. */
import type {
  CustomDeliveryConfiguration,
  MessageConfiguration,
  TemplateConfiguration,
} from "@aws-sdk/client-pinpoint";

import { read, type Content } from "../templates/types";

export const CHANNELS = ["EMAIL", "SMS", "PUSH", "VOICE", "CUSTOM", "INAPP"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Piece {
  /** `none`: this treatment says nothing on the channel. */
  readonly source: "template" | "own" | "none";
  readonly template: string;
  readonly version: string;
  /** The channel's members of `MessageConfiguration`, whole: what the form does not show stays in it. */
  readonly message: Content;
}

export interface Delivery {
  readonly uri: string;
  readonly endpointTypes: readonly string[];
}

/** What of a treatment is about content. */
export interface Words {
  readonly pieces: Partial<Record<Channel, Piece>>;
  readonly delivery: Delivery;
}

export const PUSH_MEMBERS = ["DefaultMessage", "APNSMessage", "GCMMessage", "ADMMessage", "BaiduMessage"] as const;

const TEMPLATE_MEMBERS = {
  EMAIL: "EmailTemplate",
  SMS: "SMSTemplate",
  PUSH: "PushTemplate",
  VOICE: "VoiceTemplate",
  INAPP: "InAppTemplate",
} as const;
const MESSAGE_MEMBERS: Record<Channel, readonly (keyof MessageConfiguration)[]> = {
  EMAIL: ["EmailMessage"],
  SMS: ["SMSMessage"],
  PUSH: PUSH_MEMBERS,
  VOICE: [],
  CUSTOM: ["CustomMessage"],
  INAPP: ["InAppMessage"],
};
/** Words that a template replaces; the rest of a message, such as its sender, holds beside one. */
const REPLACED: readonly string[] = [
  "Title",
  "HtmlBody",
  "Body",
  "Action",
  "Url",
  "ImageUrl",
  "ImageIconUrl",
  "ImageSmallIconUrl",
  "MediaUrl",
  "JsonBody",
  "RawContent",
  "Layout",
  "Content",
  "CustomConfig",
];

export function newPiece(channel: Channel): Piece {
  return { source: channel === "CUSTOM" ? "own" : "template", template: "", version: "", message: {} };
}

export function newWords(): Words {
  return { pieces: {}, delivery: { uri: "", endpointTypes: [] } };
}

export function pieceOf({ pieces }: Words, channel: Channel): Piece {
  return pieces[channel] ?? newPiece(channel);
}

export interface ContentFault {
  /** `template`, `delivery`, or a path such as `EmailMessage.Title`. */
  readonly field: string;
  readonly text: "chooseTemplate" | "needSubject" | "needContent" | "needDelivery" | "needLayout" | "needScreen" | "longPush";
  readonly isMissing: boolean;
}

export const LONGEST_PUSH_BODY = 200;

export function pieceFaults(channel: Channel, words: Words): readonly ContentFault[] {
  const { source, template, message } = pieceOf(words, channel);
  if (source === "none") return [];
  if (source === "template") return template ? [] : [{ field: "template", text: "chooseTemplate", isMissing: true }];
  const has = (path: string) => read(message, path).trim() !== "";
  const faults: ContentFault[] = [];
  const need = (isThere: boolean, field: string, text: ContentFault["text"]) => {
    if (!isThere) faults.push({ field, text, isMissing: true });
  };
  switch (channel) {
    case "EMAIL":
      need(has("EmailMessage.Title"), "EmailMessage.Title", "needSubject");
      need(has("EmailMessage.HtmlBody") || has("EmailMessage.Body"), "EmailMessage.HtmlBody", "needContent");
      break;
    case "SMS":
      need(has("SMSMessage.Body"), "SMSMessage.Body", "needContent");
      break;
    case "PUSH":
      need(isPushWritten(message), "DefaultMessage.Body", "needContent");
      for (const member of PUSH_MEMBERS) {
        if (read(message, `${member}.Body`).length > LONGEST_PUSH_BODY) {
          faults.push({ field: `${member}.Body`, text: "longPush", isMissing: false });
        }
      }
      break;
    case "CUSTOM":
      need(words.delivery.uri.trim() !== "", "delivery", "needDelivery");
      need(has("CustomMessage.Data"), "CustomMessage.Data", "needContent");
      break;
    case "INAPP":
      need(has("InAppMessage.Layout"), "InAppMessage.Layout", "needLayout");
      need(has("InAppMessage.Content"), "InAppMessage.Content", "needScreen");
      break;
    case "VOICE":
      break;
  }
  return faults;
}

function isPushWritten(message: Content): boolean {
  return PUSH_MEMBERS.some((member) =>
    ["Body", "RawContent", "JsonBody", "SilentPush"].some((name) => read(message, `${member}.${name}`).trim() !== ""),
  );
}

/**
 * The three members of a request. An empty block would be taken for one that was left out, and the API keeps
 * what is left out (or takes the first treatment's): a member that is empty itself says that there is nothing.
 */
export function contentOf(words: Words, channels: readonly Channel[]) {
  const template: TemplateConfiguration = {};
  let message: MessageConfiguration = {};
  for (const channel of channels) {
    const piece = pieceOf(words, channel);
    if (piece.source === "none") continue;
    if (piece.source === "template" && channel !== "CUSTOM") {
      template[TEMPLATE_MEMBERS[channel]] = { Name: piece.template, ...(piece.version ? { Version: piece.version } : {}) };
    }
    message = { ...message, ...messageOf(channel, piece) };
  }
  return {
    TemplateConfiguration: isEmpty(template) ? { EmailTemplate: {} } : template,
    MessageConfiguration: isEmpty(message) ? { DefaultMessage: {} } : message,
    ...(channels.includes("CUSTOM") && pieceOf(words, "CUSTOM").source !== "none"
      ? { CustomDeliveryConfiguration: deliveryOf(words.delivery) }
      : {}),
  };
}

function deliveryOf({ uri, endpointTypes }: Delivery): CustomDeliveryConfiguration {
  const types = endpointTypes.length ? endpointTypes : ["CUSTOM"];
  return {
    DeliveryUri: uri.trim(),
    EndpointTypes: types as NonNullable<CustomDeliveryConfiguration["EndpointTypes"]>,
  };
}

function messageOf(channel: Channel, { source, message }: Piece): MessageConfiguration {
  const members = MESSAGE_MEMBERS[channel].flatMap((name) => {
    const held = Object.entries((message[name] ?? {}) as Content);
    const kept = held.filter(
      ([member, value]) => value !== "" && value !== undefined && (source === "own" || !REPLACED.includes(member)),
    );
    return kept.length ? [[name, Object.fromEntries(kept)] as const] : [];
  });
  const found: MessageConfiguration = Object.fromEntries(members);
  return found.InAppMessage ? { ...found, InAppMessage: writtenScreens(found.InAppMessage) } : found;
}

/** The API wants a text in each header, body and button: one without is none. */
function writtenScreens(message: NonNullable<MessageConfiguration["InAppMessage"]>) {
  const { CustomConfig, ...rest } = message;
  const whole = isEmpty(CustomConfig ?? {}) ? rest : message;
  if (!message.Content) return whole;
  const screens = message.Content.map(({ HeaderConfig, BodyConfig, PrimaryBtn, SecondaryBtn, BackgroundColor, ImageUrl, ...kept }) => ({
    ...kept,
    ...(HeaderConfig?.Header ? { HeaderConfig } : {}),
    ...(BodyConfig?.Body ? { BodyConfig } : {}),
    ...(PrimaryBtn?.DefaultConfig?.Text ? { PrimaryBtn } : {}),
    ...(SecondaryBtn?.DefaultConfig?.Text ? { SecondaryBtn } : {}),
    ...(BackgroundColor ? { BackgroundColor } : {}),
    ...(ImageUrl ? { ImageUrl } : {}),
  }));
  return { ...whole, Content: screens };
}

export interface StoredWords {
  readonly MessageConfiguration?: MessageConfiguration | undefined;
  readonly TemplateConfiguration?: TemplateConfiguration | undefined;
  readonly CustomDeliveryConfiguration?: CustomDeliveryConfiguration | undefined;
}

export function wordsOf(stored: StoredWords): Words {
  const { MessageConfiguration: messages = {}, TemplateConfiguration: templates = {} } = stored;
  const pieces: Partial<Record<Channel, Piece>> = {};
  for (const channel of CHANNELS) {
    const named = channel === "CUSTOM" ? undefined : templates[TEMPLATE_MEMBERS[channel]];
    const members = MESSAGE_MEMBERS[channel].filter((name) => !isEmpty(messages[name] ?? {}));
    if (!named?.Name && !members.length) continue;
    pieces[channel] = {
      source: named?.Name ? "template" : "own",
      template: named?.Name ?? "",
      version: named?.Version ?? "",
      message: Object.fromEntries(members.map((name) => [name, messages[name]])),
    };
  }
  const delivery = stored.CustomDeliveryConfiguration;
  return { pieces, delivery: { uri: delivery?.DeliveryUri ?? "", endpointTypes: delivery?.EndpointTypes ?? [] } };
}

function isEmpty(block: object): boolean {
  return Object.values(block).every((value) => value === undefined);
}

/** Fields that each channel has are told apart by its name. */
export function contentField(channel: Channel, field: string): string {
  return field.includes(".") ? field : `${channel}.${field}`;
}

/** A message of a campaign under the names that templates use. */
export function templateShape(channel: Channel, message: Content): Content {
  if (channel === "EMAIL") {
    return {
      Subject: read(message, "EmailMessage.Title"),
      HtmlPart: read(message, "EmailMessage.HtmlBody"),
      TextPart: read(message, "EmailMessage.Body"),
    };
  }
  if (channel === "SMS") return { Body: read(message, "SMSMessage.Body") };
  if (channel === "INAPP") return (message["InAppMessage"] ?? {}) as Content;
  const platforms = PUSH_MEMBERS.flatMap((member) => {
    const held = { Title: read(message, `${member}.Title`), Body: read(message, `${member}.Body`) };
    return held.Title || held.Body ? [[member.replace("Message", ""), held] as const] : [];
  });
  return Object.fromEntries(platforms);
}
