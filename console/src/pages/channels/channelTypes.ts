/** The channels: their operations and the members that can be set. */
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

export type Method = "TOKEN" | "CERTIFICATE" | "KEY";
export type Member =
  | "FromAddress"
  | "Identity"
  | "ConfigurationSet"
  | "RoleArn"
  | "OrchestrationSendingRoleArn"
  | "SenderId"
  | "ShortCode"
  | "ServiceJson"
  | "ApiKey"
  | "SecretKey"
  | "ClientId"
  | "ClientSecret"
  | "BundleId"
  | "TeamId"
  | "TokenKeyId"
  | "TokenKey"
  | "Certificate"
  | "PrivateKey";

export type ChannelRequest = Readonly<Partial<Record<Member, string>>> & {
  readonly Enabled: boolean;
  readonly DefaultAuthenticationMethod?: Method;
};

interface Operations {
  readonly get: (api: Api, app: string) => Promise<object | undefined>;
  readonly update: (api: Api, app: string, request: ChannelRequest) => Promise<unknown>;
  readonly remove: (api: Api, app: string) => Promise<unknown>;
}

const of = (ApplicationId: string) => ({ ApplicationId });
export const OPERATIONS: Record<ChannelName, Operations> = {
  EMAIL: {
    get: async (api, app) => (await api.send(new GetEmailChannelCommand(of(app)))).EmailChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateEmailChannelCommand({ ...of(app), EmailChannelRequest: { FromAddress: request.FromAddress, Identity: request.Identity, ...request } })),
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
    update: (api, app, request) => api.send(new UpdateGcmChannelCommand({ ...of(app), GCMChannelRequest: request })),
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
      api.send(new UpdateAdmChannelCommand({ ...of(app), ADMChannelRequest: { ClientId: request.ClientId, ClientSecret: request.ClientSecret, ...request } })),
    remove: (api, app) => api.send(new DeleteAdmChannelCommand(of(app))),
  },
  BAIDU: {
    get: async (api, app) => (await api.send(new GetBaiduChannelCommand(of(app)))).BaiduChannelResponse,
    update: (api, app, request) =>
      api.send(new UpdateBaiduChannelCommand({ ...of(app), BaiduChannelRequest: { ApiKey: request.ApiKey, SecretKey: request.SecretKey, ...request } })),
    remove: (api, app) => api.send(new DeleteBaiduChannelCommand(of(app))),
  },
};
