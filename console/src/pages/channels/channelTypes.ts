/** The channels: their operations, the members that can be set, and what is checked. */
import {
  DeleteAdmChannelCommand,
  DeleteApnsChannelCommand,
  DeleteApnsSandboxChannelCommand,
  DeleteApnsVoipChannelCommand,
  DeleteApnsVoipSandboxChannelCommand,
  DeleteBaiduChannelCommand,
  DeleteEmailChannelCommand,
  DeleteGcmChannelCommand,
  DeleteSmsChannelCommand,
  DeleteVoiceChannelCommand,
  GetAdmChannelCommand,
  GetApnsChannelCommand,
  GetApnsSandboxChannelCommand,
  GetApnsVoipChannelCommand,
  GetApnsVoipSandboxChannelCommand,
  GetBaiduChannelCommand,
  GetEmailChannelCommand,
  GetGcmChannelCommand,
  GetSmsChannelCommand,
  GetVoiceChannelCommand,
  UpdateAdmChannelCommand,
  UpdateApnsChannelCommand,
  UpdateApnsSandboxChannelCommand,
  UpdateApnsVoipChannelCommand,
  UpdateApnsVoipSandboxChannelCommand,
  UpdateBaiduChannelCommand,
  UpdateEmailChannelCommand,
  UpdateGcmChannelCommand,
  UpdateSmsChannelCommand,
  UpdateVoiceChannelCommand,
} from "@aws-sdk/client-pinpoint";

import type { Api } from "../../api/client";

export const TYPES = [
  "EMAIL",
  "SMS",
  "VOICE",
  "GCM",
  "APNS",
  "APNS_SANDBOX",
  "APNS_VOIP",
  "APNS_VOIP_SANDBOX",
  "ADM",
  "BAIDU",
] as const;
export type ChannelName = (typeof TYPES)[number];

/** What the API tells of a channel, by member. */
export type Stored = Readonly<Record<string, unknown>>;
export type Values = Readonly<Record<string, string>>;

const APPLE = ["BundleId", "TeamId", "TokenKeyId", "TokenKey", "Certificate", "PrivateKey"] as const;

export const MEMBERS = {
  EMAIL: ["FromAddress", "Identity", "ConfigurationSet", "RoleArn"],
  SMS: ["SenderId", "ShortCode"],
  VOICE: [],
  GCM: ["ServiceJson", "ApiKey"],
  APNS: APPLE,
  APNS_SANDBOX: APPLE,
  APNS_VOIP: APPLE,
  APNS_VOIP_SANDBOX: APPLE,
  ADM: ["ClientId", "ClientSecret"],
  BAIDU: ["ApiKey", "SecretKey"],
} as const satisfies Record<ChannelName, readonly string[]>;

export const SECRET = new Set(["ServiceJson", "ApiKey", "SecretKey", "ClientSecret", "TokenKey", "PrivateKey", "Certificate"]);
export const LONG = new Set(["ServiceJson", "TokenKey", "PrivateKey", "Certificate"]);

interface Operations {
  readonly get: (api: Api, app: string) => Promise<object | undefined>;
  readonly update: (api: Api, app: string, request: Record<string, unknown>) => Promise<unknown>;
  readonly remove: (api: Api, app: string) => Promise<unknown>;
}

const of = (ApplicationId: string) => ({ ApplicationId });
/* The forms hold texts by name; each request takes the members that MEMBERS lists for it. */
export const OPERATIONS: Record<ChannelName, Operations> = {
  EMAIL: {
    get: async (api, app) => (await api.send(new GetEmailChannelCommand(of(app)))).EmailChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateEmailChannelCommand({ ...of(app), EmailChannelRequest: request as never })),
    remove: (api, app) => api.send(new DeleteEmailChannelCommand(of(app))),
  },
  SMS: {
    get: async (api, app) => (await api.send(new GetSmsChannelCommand(of(app)))).SMSChannelResponse,
    update: (api, app, request) => api.send(new UpdateSmsChannelCommand({ ...of(app), SMSChannelRequest: request })),
    remove: (api, app) => api.send(new DeleteSmsChannelCommand(of(app))),
  },
  VOICE: {
    get: async (api, app) => (await api.send(new GetVoiceChannelCommand(of(app)))).VoiceChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateVoiceChannelCommand({ ...of(app), VoiceChannelRequest: request })),
    remove: (api, app) => api.send(new DeleteVoiceChannelCommand(of(app))),
  },
  GCM: {
    get: async (api, app) => (await api.send(new GetGcmChannelCommand(of(app)))).GCMChannelResponse,
    update: (api, app, request) => {
      const method = request["ServiceJson"] ? { DefaultAuthenticationMethod: "TOKEN" } : {};
      return api.send(new UpdateGcmChannelCommand({ ...of(app), GCMChannelRequest: { ...request, ...method } }));
    },
    remove: (api, app) => api.send(new DeleteGcmChannelCommand(of(app))),
  },
  APNS: {
    get: async (api, app) => (await api.send(new GetApnsChannelCommand(of(app)))).APNSChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateApnsChannelCommand({ ...of(app), APNSChannelRequest: request })),
    remove: (api, app) => api.send(new DeleteApnsChannelCommand(of(app))),
  },
  APNS_SANDBOX: {
    get: async (api, app) =>
      (await api.send(new GetApnsSandboxChannelCommand(of(app)))).APNSSandboxChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateApnsSandboxChannelCommand({ ...of(app), APNSSandboxChannelRequest: request })),
    remove: (api, app) => api.send(new DeleteApnsSandboxChannelCommand(of(app))),
  },
  APNS_VOIP: {
    get: async (api, app) => (await api.send(new GetApnsVoipChannelCommand(of(app)))).APNSVoipChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateApnsVoipChannelCommand({ ...of(app), APNSVoipChannelRequest: request })),
    remove: (api, app) => api.send(new DeleteApnsVoipChannelCommand(of(app))),
  },
  APNS_VOIP_SANDBOX: {
    get: async (api, app) =>
      (await api.send(new GetApnsVoipSandboxChannelCommand(of(app)))).APNSVoipSandboxChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateApnsVoipSandboxChannelCommand({ ...of(app), APNSVoipSandboxChannelRequest: request })),
    remove: (api, app) => api.send(new DeleteApnsVoipSandboxChannelCommand(of(app))),
  },
  ADM: {
    get: async (api, app) => (await api.send(new GetAdmChannelCommand(of(app)))).ADMChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateAdmChannelCommand({ ...of(app), ADMChannelRequest: request as never })),
    remove: (api, app) => api.send(new DeleteAdmChannelCommand(of(app))),
  },
  BAIDU: {
    get: async (api, app) => (await api.send(new GetBaiduChannelCommand(of(app)))).BaiduChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateBaiduChannelCommand({ ...of(app), BaiduChannelRequest: request as never })),
    remove: (api, app) => api.send(new DeleteBaiduChannelCommand(of(app))),
  },
};

export type CheckName =
  | "checkEnabled"
  | "checkFrom"
  | "checkIdentity"
  | "checkFits"
  | "checkSandbox"
  | "checkSender"
  | "checkCredential";

export interface Check {
  readonly name: CheckName;
  readonly isGood: boolean;
}

export function checksOf(type: ChannelName, stored: Stored): readonly Check[] {
  const checks: Check[] = [{ name: "checkEnabled", isGood: Boolean(stored["Enabled"]) }];
  if (type === "EMAIL") {
    const from = String(stored["FromAddress"] ?? "");
    const identity = String(stored["Identity"] ?? "");
    checks.push({ name: "checkFrom", isGood: from !== "" }, { name: "checkIdentity", isGood: identity !== "" });
    if (from && identity) checks.push({ name: "checkFits", isGood: fits(from, identity) });
    const rate = stored["MessagesPerSecond"];
    if (typeof rate === "number") checks.push({ name: "checkSandbox", isGood: rate > 1 });
  } else if (type === "SMS") {
    checks.push({ name: "checkSender", isGood: Boolean(stored["SenderId"] || stored["ShortCode"]) });
  } else if (type !== "VOICE") {
    checks.push({
      name: "checkCredential",
      isGood: Boolean(stored["HasCredential"] || stored["HasTokenKey"] || stored["HasFcmServiceCredentials"]),
    });
  }
  return checks;
}

/** Whether an address may be sent from an identity: itself, or its domain or one above. */
export function fits(from: string, identityArn: string): boolean {
  const identity = identityArn.split("identity/").at(-1)!.toLowerCase();
  const address = (/<([^>]+)>/.exec(from)?.[1] ?? from).trim().toLowerCase();
  const domain = address.split("@").at(-1)!;
  return identity.includes("@") ? address === identity : domain === identity || domain.endsWith(`.${identity}`);
}
