/** Sign-in by Cognito: its hosted page, then credentials of the identity pool. No SDK needed. */
import { BASE } from "../app/config";
import { problemOf, SessionEnded } from "./errors";
import { issue, remembered } from "./identityPool";
import { begun, challenge, type Pending } from "./pkce";
import { ROLES, type Role, type Session } from "./session";
import { claimsOf, exchange, forgetTokens, revoke, storedTokens, storeTokens, type Cognito, type Tokens } from "./tokens";

/** Why a sign-in came to nothing, in a word that the texts know. */
export type SignInTrouble = "denied" | "stranger" | "late" | "noGroup" | "unreachable" | "failed";

export class SignInFailed extends Error {
  readonly trouble: SignInTrouble;

  constructor(trouble: SignInTrouble) {
    super(trouble);
    this.name = "SignInFailed";
    this.trouble = trouble;
  }
}

/** What Cognito sends back in the address. */
export interface Returned {
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

const PENDING = "pinwheel.sign-in";
const RETURN_TO = "pinwheel.return";

export async function leaveForSignIn(cognito: Cognito): Promise<void> {
  const pending = begun();
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  sessionStorage.setItem(RETURN_TO, window.location.pathname + window.location.search);
  window.location.assign(await signInAddress(cognito, pending));
}

export async function signInAddress(cognito: Cognito, { verifier, state }: Pending): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: cognito.ClientId,
    redirect_uri: home(),
    scope: "openid email",
    state,
    code_challenge: await challenge(verifier),
    code_challenge_method: "S256",
  });
  return `https://${cognito.Domain}/oauth2/authorize?${query}`;
}

/** What an address brings back from Cognito; undefined when it brings nothing. */
export function returnedIn(search: string): Returned | undefined {
  const answer = new URLSearchParams(search);
  const [state, code, error] = [answer.get("state"), answer.get("code"), answer.get("error")];
  if (!state || !(code || error)) return undefined;
  return { state, code: code ?? undefined, error: error ?? undefined };
}

/**
 * Finish a sign-in that Cognito just sent us back from, and tell where it began; undefined when none comes back.
 *
 * @throws SignInFailed
 */
export async function returnFromSignIn(cognito: Cognito): Promise<string | undefined> {
  const returned = returnedIn(window.location.search);
  if (!returned) return undefined;
  // The address is used up, whatever comes of it: neither a reload nor the history tries it again.
  window.history.replaceState(null, "", BASE);
  const pending = takePending();
  // A forged link can say anything here: nothing of it is shown.
  if (!pending || returned.state !== pending.state) throw new SignInFailed("stranger");
  storeTokens(await redeemed(cognito, pending, returned));
  return sessionStorage.getItem(RETURN_TO) ?? home();
}

/** Trade what came back for tokens of somebody who has a role. */
export async function redeemed(cognito: Cognito, { verifier }: Pending, { code, error }: Returned): Promise<Tokens> {
  if (!code) throw new SignInFailed(error === "access_denied" ? "denied" : "failed");
  const tokens = await exchange(cognito, {
    grant_type: "authorization_code",
    code,
    redirect_uri: home(),
    code_verifier: verifier,
  }).catch((reason: unknown) => {
    throw new SignInFailed(troubleOf(reason));
  });
  if (!roleIn(claimsOf(tokens.id_token))) throw new SignInFailed("noGroup");
  return tokens;
}

/** Who is signed in by the tokens that are kept. */
export function cognitoSession(cognito: Cognito, region: string): Session | undefined {
  const stored = storedTokens();
  if (!stored) return undefined;
  const claims = claimsOf(stored.id_token);
  const role = roleIn(claims);
  if (!role) return undefined;
  return {
    name: String(claims["email"] ?? claims["sub"]),
    role,
    clockOffset: stored.clockOffset ?? 0,
    ...remembered(() => issue(cognito, region)),
  };
}

/** End the session here and at Cognito, which would otherwise let the next one in without a question. */
export async function leaveCognito(cognito: Cognito): Promise<void> {
  await revoke(cognito);
  forgetTokens();
  const query = new URLSearchParams({ client_id: cognito.ClientId, logout_uri: home() });
  window.location.assign(`https://${cognito.Domain}/logout?${query}`);
}

/** The highest role of somebody's groups, as the user pool puts them in order. */
export function roleIn(claims: Record<string, unknown>): Role | undefined {
  const groups = Array.isArray(claims["cognito:groups"]) ? claims["cognito:groups"] : [];
  return ROLES.find((role) => groups.includes(role));
}

function takePending(): Pending | undefined {
  const stored = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return stored ? (JSON.parse(stored) as Pending) : undefined;
}

function troubleOf(reason: unknown): SignInTrouble {
  if (reason instanceof SessionEnded) return "late";
  const { kind } = problemOf(reason);
  return kind === "unreachable" || kind === "throttled" ? "unreachable" : "failed";
}

export function home(): string {
  return `${window.location.origin}${BASE}`;
}
