/** What Cognito's token endpoint gives: kept in the tab, renewed in time, revoked at the end. */
import type { ConsoleConfig } from "../app/config";
import { ApiError, SessionEnded } from "./errors";

export type Cognito = NonNullable<ConsoleConfig["Cognito"]>;

export interface Tokens {
  readonly id_token: string;
  readonly refresh_token?: string;
}

interface Stored extends Tokens {
  /** Milliseconds that Cognito's clock is ahead of this computer's. */
  readonly clockOffset?: number;
}

const PLACE = "pinwheel.tokens";
const EARLY_MS = 60_000;
/** A token's times are whole seconds, and it was on its way for a while: less than this is no difference. */
const SLACK_MS = 60_000;

export function storedTokens(): Stored | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(PLACE) ?? "null") as Stored | null;
    return stored?.id_token ? stored : undefined;
  } catch {
    return undefined;
  }
}

export function storeTokens(tokens: Tokens): void {
  const ahead = Number(claimsOf(tokens.id_token)["iat"] ?? 0) * 1000 - Date.now();
  const stored: Stored = { ...tokens, clockOffset: Math.abs(ahead) > SLACK_MS ? ahead : 0 };
  sessionStorage.setItem(PLACE, JSON.stringify(stored));
}

export function forgetTokens(): void {
  sessionStorage.removeItem(PLACE);
}

/** An ID token that is good for a while. */
export async function freshToken(cognito: Cognito): Promise<string> {
  const tokens = storedTokens();
  if (!tokens) throw new SessionEnded();
  const expires = Number(claimsOf(tokens.id_token)["exp"] ?? 0) * 1000;
  if (Date.now() + (tokens.clockOffset ?? 0) < expires - EARLY_MS) return tokens.id_token;
  if (!tokens.refresh_token) throw new SessionEnded();
  const grant = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  const renewed = await exchange(cognito, grant);
  // Cognito gives no new refresh token unless it rotates them.
  storeTokens({ refresh_token: tokens.refresh_token, ...renewed });
  return renewed.id_token;
}

/**
 * Redeem a code or a refresh token.
 *
 * @throws SessionEnded when Cognito does not accept it (any more); ApiError when Cognito is in trouble.
 */
export async function exchange(cognito: Cognito, grant: Record<string, string>): Promise<Tokens> {
  const answer = await post(cognito, "token", grant);
  if (answer.status === 400 || answer.status === 401) throw new SessionEnded(await reasonOf(answer));
  if (!answer.ok) throw new ApiError("", { status: answer.status, code: "Cognito" });
  return (await answer.json()) as Tokens;
}

/** Make the refresh token useless; nothing depends on whether that succeeds. */
export async function revoke(cognito: Cognito): Promise<void> {
  const token = storedTokens()?.refresh_token;
  if (token) await post(cognito, "revoke", { token }).catch(() => undefined);
}

function post(cognito: Cognito, path: string, form: Record<string, string>): Promise<Response> {
  return fetch(`https://${cognito.Domain}/oauth2/${path}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ client_id: cognito.ClientId, ...form }),
    keepalive: true,
  });
}

async function reasonOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => ({}))) as { error?: string };
  return body.error ?? `HTTP ${answer.status}`;
}

/** Read a token's content. The API does not rely on it: AWS checks the token itself. */
export function claimsOf(token: string): Record<string, unknown> {
  const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
