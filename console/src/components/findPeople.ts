/** Finds endpoints by what somebody has at hand: an endpoint's ID, an address, or a user's ID. */
import { GetEndpointCommand, GetUserEndpointsCommand, type EndpointResponse } from "@aws-sdk/client-pinpoint";

import type { Api } from "../api/client";
import { problemOf } from "../api/errors";
import { segment } from "../api/extension";

export async function findPeople(api: Api, app: string, text: string): Promise<readonly EndpointResponse[]> {
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
    if (found.length) return found;
  }
  return [];
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
