/** Which of somebody's endpoints a template is for. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";

import type { TemplateType } from "./types";

const CHANNELS: Record<TemplateType, RegExp> = {
  EMAIL: /^EMAIL$/,
  SMS: /^SMS$/,
  VOICE: /^VOICE$/,
  PUSH: /^(APNS|GCM|ADM|BAIDU)/,
  INAPP: /./,
};

/** Of somebody's endpoints the one that such a message would reach, else any. */
export function best(endpoints: readonly EndpointResponse[], type: TemplateType): EndpointResponse | undefined {
  return endpoints.find((endpoint) => isReached(endpoint, type)) ?? endpoints[0];
}

export function isReached({ ChannelType }: EndpointResponse, type: TemplateType): boolean {
  return CHANNELS[type].test(ChannelType ?? "");
}

/** Whether a text can be an address of such a message at all; what is none must name somebody. */
export function isAddress(text: string, type: TemplateType): boolean {
  if (type === "EMAIL") return text.includes("@");
  return type === "SMS" || type === "VOICE" ? /^\+?\d{6,15}$/.test(text) : true;
}
