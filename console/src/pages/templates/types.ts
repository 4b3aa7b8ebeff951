/** The five types of template: their members, and the API's operations for each. */
import {
  CreateEmailTemplateCommand,
  CreateInAppTemplateCommand,
  CreatePushTemplateCommand,
  CreateSmsTemplateCommand,
  CreateVoiceTemplateCommand,
  DeleteEmailTemplateCommand,
  DeleteInAppTemplateCommand,
  DeletePushTemplateCommand,
  DeleteSmsTemplateCommand,
  DeleteVoiceTemplateCommand,
  GetEmailTemplateCommand,
  GetInAppTemplateCommand,
  GetPushTemplateCommand,
  GetSmsTemplateCommand,
  GetVoiceTemplateCommand,
  UpdateEmailTemplateCommand,
  UpdateInAppTemplateCommand,
  UpdatePushTemplateCommand,
  UpdateSmsTemplateCommand,
  UpdateVoiceTemplateCommand,
} from "@aws-sdk/client-pinpoint";

import type { Api } from "../../api/client";

export const TYPES = ["EMAIL", "SMS", "PUSH", "VOICE", "INAPP"] as const;
export type TemplateType = (typeof TYPES)[number];

/** A template's request, member by member. */
export type Content = { readonly [member: string]: unknown };

export interface Stored {
  readonly content: Content;
  readonly version: string;
  readonly changed: string | undefined;
}

/** A stored template with its type and name. */
export type Named = Stored & { readonly type: TemplateType; readonly name: string };

/** Texts as the server renders them, by member: `Subject`, `header Reply-To`, `APNS.Title`. */
export type Rendered = Readonly<Record<string, string>>;

export const PLATFORMS = ["Default", "APNS", "GCM", "ADM", "Baidu"] as const;
export type Platform = (typeof PLATFORMS)[number];

interface Choice {
  readonly isNewVersion?: boolean;
}

interface Operations {
  readonly create: (api: Api, name: string, content: Content) => Promise<unknown>;
  readonly get: (api: Api, name: string, version?: string) => Promise<Response>;
  readonly update: (api: Api, name: string, content: Content, choice: Choice) => Promise<unknown>;
  readonly remove: (api: Api, name: string) => Promise<unknown>;
}

interface Response {
  readonly Version?: string | undefined;
  readonly LastModifiedDate?: string | undefined;
}

const named = (TemplateName: string, Version?: string) => ({ TemplateName, ...(Version ? { Version } : {}) });
const renewed = ({ isNewVersion = false }: Choice) => (isNewVersion ? { CreateNewVersion: true } : {});

const OPERATIONS: Record<TemplateType, Operations> = {
  EMAIL: {
    create: (api, name, content) =>
      api.send(new CreateEmailTemplateCommand({ ...named(name), EmailTemplateRequest: content })),
    get: async (api, name, version) =>
      (await api.send(new GetEmailTemplateCommand(named(name, version)))).EmailTemplateResponse!,
    update: (api, name, content, choice) =>
      api.send(
        new UpdateEmailTemplateCommand({ ...named(name), ...renewed(choice), EmailTemplateRequest: content }),
      ),
    remove: (api, name) => api.send(new DeleteEmailTemplateCommand(named(name))),
  },
  SMS: {
    create: (api, name, content) =>
      api.send(new CreateSmsTemplateCommand({ ...named(name), SMSTemplateRequest: content })),
    get: async (api, name, version) =>
      (await api.send(new GetSmsTemplateCommand(named(name, version)))).SMSTemplateResponse!,
    update: (api, name, content, choice) =>
      api.send(new UpdateSmsTemplateCommand({ ...named(name), ...renewed(choice), SMSTemplateRequest: content })),
    remove: (api, name) => api.send(new DeleteSmsTemplateCommand(named(name))),
  },
  PUSH: {
    create: (api, name, content) =>
      api.send(new CreatePushTemplateCommand({ ...named(name), PushNotificationTemplateRequest: content })),
    get: async (api, name, version) =>
      (await api.send(new GetPushTemplateCommand(named(name, version)))).PushNotificationTemplateResponse!,
    update: (api, name, content, choice) =>
      api.send(
        new UpdatePushTemplateCommand({
          ...named(name),
          ...renewed(choice),
          PushNotificationTemplateRequest: content,
        }),
      ),
    remove: (api, name) => api.send(new DeletePushTemplateCommand(named(name))),
  },
  VOICE: {
    create: (api, name, content) =>
      api.send(new CreateVoiceTemplateCommand({ ...named(name), VoiceTemplateRequest: content })),
    get: async (api, name, version) =>
      (await api.send(new GetVoiceTemplateCommand(named(name, version)))).VoiceTemplateResponse!,
    update: (api, name, content, choice) =>
      api.send(
        new UpdateVoiceTemplateCommand({ ...named(name), ...renewed(choice), VoiceTemplateRequest: content }),
      ),
    remove: (api, name) => api.send(new DeleteVoiceTemplateCommand(named(name))),
  },
  INAPP: {
    create: (api, name, content) =>
      api.send(new CreateInAppTemplateCommand({ ...named(name), InAppTemplateRequest: content })),
    get: async (api, name, version) =>
      (await api.send(new GetInAppTemplateCommand(named(name, version)))).InAppTemplateResponse!,
    update: (api, name, content, choice) =>
      api.send(
        new UpdateInAppTemplateCommand({ ...named(name), ...renewed(choice), InAppTemplateRequest: content }),
      ),
    remove: (api, name) => api.send(new DeleteInAppTemplateCommand(named(name))),
  },
};

const MEMBERS: Record<TemplateType, readonly string[]> = {
  EMAIL: ["Subject", "HtmlPart", "TextPart", "Headers"],
  SMS: ["Body"],
  PUSH: ["Default", "APNS", "GCM", "ADM", "Baidu"],
  VOICE: ["Body", "LanguageCode", "VoiceId"],
  INAPP: ["Layout", "Content", "CustomConfig"],
};
const SHARED = ["DefaultSubstitutions", "TemplateDescription", "RecommenderId"];

export async function readTemplate(
  api: Api,
  type: TemplateType,
  name: string,
  version?: string,
): Promise<Stored> {
  const answer = await OPERATIONS[type].get(api, name, version);
  const members = Object.entries(answer).filter(
    ([member, value]) => [...MEMBERS[type], ...SHARED].includes(member) && value !== undefined,
  );
  return {
    content: Object.fromEntries(members),
    version: answer.Version ?? "1",
    changed: answer.LastModifiedDate,
  };
}

export function createTemplate(api: Api, type: TemplateType, name: string, content: Content): Promise<unknown> {
  return OPERATIONS[type].create(api, name, sendable(type, content));
}

export function updateTemplate(
  api: Api,
  type: TemplateType,
  name: string,
  content: Content,
  choice: Choice,
): Promise<unknown> {
  return OPERATIONS[type].update(api, name, sendable(type, content), choice);
}

export function deleteTemplate(api: Api, type: TemplateType, name: string): Promise<unknown> {
  return OPERATIONS[type].remove(api, name);
}

/** Leave out what is empty: the API would take it for a text. */
export function sendable(type: TemplateType, content: Content): Content {
  const known = [...MEMBERS[type], ...SHARED];
  return Object.fromEntries(
    Object.entries(content).flatMap(([member, value]) => {
      const kept = pruned(value);
      return known.includes(member) && kept !== undefined ? [[member, kept]] : [];
    }),
  );
}

function pruned(value: unknown): unknown {
  if (value === "" || value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(pruned).filter((item) => item !== undefined);
    return items.length ? items : undefined;
  }
  if (typeof value === "object") {
    const members = Object.entries(value).flatMap(([name, member]) => {
      const kept = pruned(member);
      return kept === undefined ? [] : [[name, kept] as const];
    });
    return members.length ? Object.fromEntries(members) : undefined;
  }
  return value;
}

/** Read a member by its path, such as `Default.Title` or `Content.0.BodyConfig.Body`. */
export function read(content: Content, path: string): string {
  let value: unknown = content;
  for (const part of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[part];
  return value === undefined || value === null ? "" : String(value);
}

export function write(content: Content, path: string, value: unknown): Content {
  return written(content, path.split("."), value) as Content;
}

function written(whole: unknown, path: readonly string[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(whole) || (whole === undefined && /^\d+$/.test(part))) {
    const items: unknown[] = [...((whole as unknown[] | undefined) ?? [])];
    items[Number(part)] = written(items[Number(part)], rest, value);
    return items;
  }
  const members = (whole ?? {}) as Record<string, unknown>;
  return { ...members, [part]: written(members[part], rest, value) };
}

export function typeOf(text: string | undefined): TemplateType | undefined {
  return TYPES.find((type) => type.toLowerCase() === text?.toLowerCase());
}

export const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
