/** The one object that pages call: Pinpoint's operations by the SDK, everything else by the extension API. */
import { PinpointClient } from "@aws-sdk/client-pinpoint";

import { apiUrl, type ConsoleConfig } from "../app/config";
import { problemOf, SessionEnded } from "./errors";
import { Extension, TIMEOUT_MS } from "./extension";
import type { Lifetime } from "./lifetime";
import type { Session } from "./session";

const SERVICE = { keys: "mobiletargeting", iam: "execute-api" } as const;
const PREFIX = { keys: "", iam: "/iam" } as const;
/** With what is there, with new credentials, and after another sign-in. */
const ATTEMPTS = 3;

export interface Api {
  readonly send: PinpointClient["send"];
  readonly x: Extension;
}

/** The SDK's method without its many overloads, which all end in the same. */
type Send = (...call: unknown[]) => Promise<unknown>;
type Signer = Pick<Session, "credentials" | "forget" | "clockOffset">;

/** With a `lifetime`, calls outlive the session: they wait for the next sign-in, and are made again. */
export function connect(config: ConsoleConfig, session: Signer, lifetime?: Lifetime): Api {
  const url = apiUrl(config);
  const prefix = PREFIX[config.Door];
  const settings = {
    endpoint: `${url}${prefix}`,
    region: config.Region,
    credentials: session.credentials,
    signingName: SERVICE[config.Door],
    systemClockOffset: session.clockOffset ?? 0,
    maxAttempts: 3,
    requestHandler: { requestTimeout: TIMEOUT_MS },
  };
  const client = () => new PinpointClient(settings);
  let pinpoint = client();
  const around = lifetime
    ? <T>(work: () => Promise<T>) =>
        outliving(lifetime, session, work, () => {
          // The SDK keeps credentials that have no end of their own.
          pinpoint = client();
        })
    : <T>(work: () => Promise<T>) => work();
  const send = (...call: unknown[]) => around(() => (pinpoint.send as Send).apply(pinpoint, call));
  return {
    send: send as PinpointClient["send"],
    x: new Extension({
      url,
      region: config.Region,
      service: SERVICE[config.Door],
      prefix,
      credentials: session.credentials,
      clockOffset: session.clockOffset,
      around,
    }),
  };
}

/** What is refused for its signature was not done, so it may be done again: changes, too. */
async function outliving<T>(
  lifetime: Lifetime,
  session: Signer,
  work: () => Promise<T>,
  onRenewed: () => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const since = lifetime.renewals;
    try {
      return await work();
    } catch (error) {
      if (problemOf(error).kind !== "signedOut" || attempt === ATTEMPTS) throw error;
      // New credentials may be had without asking anybody.
      const isHopeful = attempt === 1 && session.forget !== undefined && !(error instanceof SessionEnded);
      session.forget?.();
      if (!isHopeful) await lifetime.renewal(since);
      onRenewed();
    }
  }
}
