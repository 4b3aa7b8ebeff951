/** The form of the defaults of campaigns, and the request that it makes. */
import type { ApplicationSettingsResource, Mode, WriteApplicationSettingsRequest } from "@aws-sdk/client-pinpoint";

export const LIMITS = ["Daily", "Total", "Session", "MessagesPerSecond", "MaximumDuration"] as const;
export type Limit = (typeof LIMITS)[number];
export const MODES: readonly Mode[] = ["FILTER", "DELIVERY"];

export interface Defaults {
  readonly limits: Readonly<Record<Limit, string>>;
  readonly quietStart: string;
  readonly quietEnd: string;
  readonly lambda: string;
  readonly webUrl: string;
  readonly mode: Mode | undefined;
}

export function defaultsOf({ Limits, QuietTime, CampaignHook }: ApplicationSettingsResource): Defaults {
  const limit = (name: Limit) => String(Limits?.[name] ?? "");
  return {
    limits: {
      Daily: limit("Daily"),
      Total: limit("Total"),
      Session: limit("Session"),
      MessagesPerSecond: limit("MessagesPerSecond"),
      MaximumDuration: limit("MaximumDuration"),
    },
    quietStart: QuietTime?.Start ?? "",
    quietEnd: QuietTime?.End ?? "",
    lambda: CampaignHook?.LambdaFunctionName ?? "",
    webUrl: CampaignHook?.WebUrl ?? "",
    mode: CampaignHook?.Mode,
  };
}

/** Each block replaces the stored one; an empty block takes it away. */
export function requestOf(defaults: Defaults): WriteApplicationSettingsRequest {
  const limits = LIMITS.filter((name) => defaults.limits[name]).map((name) => [name, Number(defaults.limits[name])]);
  return {
    Limits: Object.fromEntries(limits),
    QuietTime: { Start: defaults.quietStart || undefined, End: defaults.quietEnd || undefined },
    CampaignHook: {
      LambdaFunctionName: defaults.lambda || undefined,
      WebUrl: defaults.webUrl || undefined,
      Mode: defaults.mode,
    },
  };
}
