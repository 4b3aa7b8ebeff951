/** Credentials of the role of a person's group, from the identity pool. */
import { ApiError, SessionEnded } from "./errors";
import type { Credentials } from "./session";
import { freshToken, storedTokens, type Cognito } from "./tokens";

const EARLY_MS = 60_000;

interface Issued {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretKey: string;
    readonly SessionToken: string;
    readonly Expiration: number;
  };
}

export async function issue(cognito: Cognito, region: string): Promise<Credentials> {
  const token = await freshToken(cognito);
  const Logins = { [`cognito-idp.${region}.amazonaws.com/${cognito.UserPoolId}`]: token };
  const { IdentityId } = await ask<{ IdentityId: string }>(region, "GetId", {
    IdentityPoolId: cognito.IdentityPoolId,
    Logins,
  });
  const { Credentials: issued } = await ask<Issued>(region, "GetCredentialsForIdentity", { IdentityId, Logins });
  return {
    accessKeyId: issued.AccessKeyId,
    secretAccessKey: issued.SecretKey,
    sessionToken: issued.SessionToken,
    expiration: new Date(issued.Expiration * 1000 - (storedTokens()?.clockOffset ?? 0)),
  };
}

export interface Remembered {
  readonly credentials: () => Promise<Credentials>;
  readonly forget: () => void;
}

/** Keep what was issued until shortly before it ends; callers at the same time share one request. */
export function remembered(fetchNew: () => Promise<Credentials>): Remembered {
  let current: Promise<Credentials> | undefined;
  let until = 0;
  const forget = () => {
    current = undefined;
  };
  const credentials = () => {
    if (!current || Date.now() > until - EARLY_MS) {
      until = Number.POSITIVE_INFINITY;
      const asked = fetchNew();
      current = asked;
      asked.then(
        (issued) => {
          if (current === asked) until = issued.expiration?.getTime() ?? 0;
        },
        () => {
          if (current === asked) forget();
        },
      );
    }
    return current;
  };
  return { credentials, forget };
}

async function ask<T>(region: string, operation: string, body: unknown): Promise<T> {
  const answer = await fetch(`https://cognito-identity.${region}.amazonaws.com/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  if (answer.ok) return (await answer.json()) as T;
  const told = (await answer.json().catch(() => ({}))) as { __type?: string; message?: string };
  const code = (told.__type ?? "").replace(/^.*#/, "") || `HTTP ${answer.status}`;
  // The token was revoked, or the person was disabled or taken out of all groups.
  if (code === "NotAuthorizedException") throw new SessionEnded(told.message ?? code);
  throw new ApiError(told.message ?? "", { status: answer.status, code });
}
