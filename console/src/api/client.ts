/** The one object that pages call: Pinpoint's operations by the SDK, everything else by the extension API. */
import { PinpointClient } from "@aws-sdk/client-pinpoint";

import { apiUrl, type ConsoleConfig } from "../app/config";
import { Extension } from "./extension";
import type { Session } from "./session";

const SERVICE = { keys: "mobiletargeting", iam: "execute-api" } as const;
const PREFIX = { keys: "", iam: "/iam" } as const;

export interface Api {
  readonly send: PinpointClient["send"];
  readonly x: Extension;
}

export function connect(config: ConsoleConfig, session: Pick<Session, "credentials">): Api {
  const url = apiUrl(config);
  const prefix = PREFIX[config.Door];
  const settings = {
    endpoint: `${url}${prefix}`,
    region: config.Region,
    credentials: session.credentials,
    signingName: SERVICE[config.Door],
    maxAttempts: 3,
  };
  const pinpoint = new PinpointClient(settings);
  return {
    send: pinpoint.send.bind(pinpoint) as PinpointClient["send"],
    x: new Extension({
      url,
      region: config.Region,
      service: SERVICE[config.Door],
      prefix,
      credentials: session.credentials,
    }),
  };
}
