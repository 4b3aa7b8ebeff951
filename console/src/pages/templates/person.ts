/** Finds one person by what an author has at hand: an endpoint's ID, an address, or a user's ID. */
import { GetEndpointCommand, GetUserEndpointsCommand, type EndpointResponse } from "@aws-sdk/client-pinpoint";

import type { Api } from "../../api/client";
import { problemOf } from "../../api/errors";
import { segment } from "../../api/extension";
import type { TemplateType } from "./types";

export async function findPerson(api: Api, app: string, text: string, type: TemplateType): Promise<EndpointResponse | undefined> {
  const byId = async () => {
    const answer = await api.send(new GetEndpointCommand({ ApplicationId: app, EndpointId: text }));
    return answer.EndpointResponse ? [answer.EndpointResponse] : [];
  };
  const byAddress = async () =>
    (await api.x.get<{ Item: EndpointResponse[] }>(`/apps/${segment(app)}/endpoints`, { address: text })).Item;
  const byUser = async () =>
    (await api.send(new GetUserEndpointsCommand({ ApplicationId: app, UserId: text }))).EndpointsResponse?.Item ?? [];
  const ways = /^\+|@/.test(text) ? [byAddress, byId, byUser] : [byId, byUser, byAddress];
  for (const way of ways) {
    const found = await unlessMissing(way);
    if (found.length) return best(found, type);
  }
  return undefined;
}

const CHANNELS: Record<TemplateType, RegExp> = {
  EMAIL: /^EMAIL$/,
  SMS: /^SMS$/,
  VOICE: /^VOICE$/,
  PUSH: /^(APNS|GCM|ADM|BAIDU)/,
  INAPP: /./,
};

/** Of somebody's endpoints the one that such a message would reach, else any. */
export function best(endpoints: readonly EndpointResponse[], type: TemplateType): EndpointResponse | undefined {
  return endpoints.find(({ ChannelType = "" }) => CHANNELS[type].test(ChannelType)) ?? endpoints[0];
}

async function unlessMissing(read: () => Promise<EndpointResponse[]>): Promise<EndpointResponse[]> {
  try {
    return await read();
  } catch (error) {
    const { kind } = problemOf(error);
    if (kind === "missing" || kind === "refused") return [];
    throw error;
  }
}
