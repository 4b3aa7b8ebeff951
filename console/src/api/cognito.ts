/** Sign-in by Cognito: the hosted page with PKCE, then credentials of the identity pool. No SDK needed. */
import { BASE, type ConsoleConfig } from "../app/config";
import type { Credentials, Role, Session } from "./session";

type Cognito = NonNullable<ConsoleConfig["Cognito"]>;

interface Tokens {
  readonly id_token: string;
  readonly refresh_token?: string;
}

const TOKENS = "pinwheel.tokens";
const VERIFIER = "pinwheel.verifier";
const RETURN_TO = "pinwheel.return";
const EARLY_MS = 60_000;
const ROLES: readonly Role[] = ["Admin", "Marketer", "Viewer"];

export async function leaveForSignIn(cognito: Cognito): Promise<void> {
  const verifier = random();
  const state = random();
  sessionStorage.setItem(VERIFIER, JSON.stringify({ verifier, state }));
  sessionStorage.setItem(RETURN_TO, window.location.pathname + window.location.search);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: cognito.ClientId,
    redirect_uri: home(),
    scope: "openid email",
    state,
    code_challenge: await challenge(verifier),
    code_challenge_method: "S256",
  });
  window.location.assign(`https://${cognito.Domain}/oauth2/authorize?${query}`);
}

/** Finish a sign-in that Cognito just sent us back from; undefined when there is none under way. */
export async function returnFromSignIn(cognito: Cognito): Promise<string | undefined> {
  const answer = new URLSearchParams(window.location.search);
  const code = answer.get("code");
  const pending = JSON.parse(sessionStorage.getItem(VERIFIER) ?? "null") as {
    verifier: string;
    state: string;
  } | null;
  if (!code || !pending) return undefined;
  sessionStorage.removeItem(VERIFIER);
  if (answer.get("state") !== pending.state) throw new Error("The sign-in did not begin here.");
  const tokens = await exchange(cognito, {
    grant_type: "authorization_code",
    code,
    redirect_uri: home(),
    code_verifier: pending.verifier,
  });
  sessionStorage.setItem(TOKENS, JSON.stringify(tokens));
  return sessionStorage.getItem(RETURN_TO) ?? home();
}

export function cognitoSession(cognito: Cognito, region: string): Session | undefined {
  const stored = sessionStorage.getItem(TOKENS);
  if (!stored) return undefined;
  const claims = claimsOf((JSON.parse(stored) as Tokens).id_token);
  const credentials = remembered(() => issue(cognito, region));
  return { name: String(claims["email"] ?? claims["sub"]), role: roleIn(claims), credentials };
}

export function leaveCognito(cognito: Cognito): void {
  sessionStorage.removeItem(TOKENS);
  const query = new URLSearchParams({ client_id: cognito.ClientId, logout_uri: home() });
  window.location.assign(`https://${cognito.Domain}/logout?${query}`);
}

export function roleIn(claims: Record<string, unknown>): Role {
  const groups = Array.isArray(claims["cognito:groups"]) ? claims["cognito:groups"] : [];
  return ROLES.find((role) => groups.includes(role)) ?? "Viewer";
}

/** Keep what was issued until shortly before it ends; callers at the same time share one request. */
export function remembered(fetchNew: () => Promise<Credentials>): () => Promise<Credentials> {
  let current: Promise<Credentials> | undefined;
  let until = 0;
  return () => {
    if (!current || Date.now() > until - EARLY_MS) {
      until = Number.POSITIVE_INFINITY;
      current = fetchNew().then(
        (issued) => {
          until = issued.expiration?.getTime() ?? 0;
          return issued;
        },
        (error: unknown) => {
          current = undefined;
          throw error;
        },
      );
    }
    return current;
  };
}

async function issue(cognito: Cognito, region: string): Promise<Credentials> {
  const token = await freshToken(cognito);
  const logins = { [`cognito-idp.${region}.amazonaws.com/${cognito.UserPoolId}`]: token };
  const { IdentityId } = await identity<{ IdentityId: string }>(region, "GetId", {
    IdentityPoolId: cognito.IdentityPoolId,
    Logins: logins,
  });
  const { Credentials: issued } = await identity<{
    Credentials: { AccessKeyId: string; SecretKey: string; SessionToken: string; Expiration: number };
  }>(region, "GetCredentialsForIdentity", { IdentityId, Logins: logins });
  return {
    accessKeyId: issued.AccessKeyId,
    secretAccessKey: issued.SecretKey,
    sessionToken: issued.SessionToken,
    expiration: new Date(issued.Expiration * 1000),
  };
}

async function freshToken(cognito: Cognito): Promise<string> {
  const tokens = JSON.parse(sessionStorage.getItem(TOKENS) ?? "null") as Tokens | null;
  if (!tokens) throw new Error("Sign in again.");
  const expires = Number(claimsOf(tokens.id_token)["exp"] ?? 0) * 1000;
  if (Date.now() < expires - EARLY_MS || !tokens.refresh_token) return tokens.id_token;
  const renewed = await exchange(cognito, {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
  });
  sessionStorage.setItem(TOKENS, JSON.stringify({ ...tokens, ...renewed }));
  return renewed.id_token;
}

async function exchange(cognito: Cognito, grant: Record<string, string>): Promise<Tokens> {
  const answer = await fetch(`https://${cognito.Domain}/oauth2/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ client_id: cognito.ClientId, ...grant }),
  });
  if (!answer.ok) throw new Error(`Cognito refused the sign-in (HTTP ${answer.status}).`);
  return (await answer.json()) as Tokens;
}

async function identity<T>(region: string, operation: string, body: unknown): Promise<T> {
  const answer = await fetch(`https://cognito-identity.${region}.amazonaws.com/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Cognito gave no credentials (HTTP ${answer.status}).`);
  return (await answer.json()) as T;
}

export function claimsOf(token: string): Record<string, unknown> {
  const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}

function home(): string {
  return `${window.location.origin}${BASE}`;
}

function random(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(digest));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
