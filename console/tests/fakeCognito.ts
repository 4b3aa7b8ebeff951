/**
 * Cognito's endpoints as their documentation tells: the hosted page's authorization code with PKCE, the token and
 * revocation endpoints, and an identity pool that maps groups to roles. Used by Vitest and in the browser.
 */
import { createHash, randomUUID } from "node:crypto";

export const COGNITO = {
  Domain: "sign-in.example.com",
  UserPoolId: "us-east-1_Pool",
  ClientId: "client",
  IdentityPoolId: "us-east-1:pool",
} as const;
export const IDENTITY_HOST = "cognito-identity.us-east-1.amazonaws.com";

const ISSUER = `cognito-idp.us-east-1.amazonaws.com/${COGNITO.UserPoolId}`;
const HOUR = 3600;
const CODE_SECONDS = 300;

export interface Person {
  readonly sub: string;
  readonly email: string;
  groups: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Grant {
  readonly person: Person;
  readonly challenge: string;
  readonly redirect: string;
  readonly until: number;
}

interface Call {
  readonly url: URL;
  readonly target: string | undefined;
  readonly body: string;
}

export type CredentialsOf = (person: Person) => { AccessKeyId: string; SecretKey: string; SessionToken: string };

const FIXED: CredentialsOf = ({ sub }) => ({ AccessKeyId: `key-${sub}`, SecretKey: "secret", SessionToken: "session" });

export class FakeCognito {
  readonly calls: string[] = [];
  /** Answered instead, once: trouble of any kind. */
  next: Answer | undefined;
  private readonly codes = new Map<string, Grant>();
  private readonly refreshTokens = new Map<string, Person>();

  constructor(
    private readonly callback: string,
    private readonly clock: () => number = Date.now,
    private readonly credentialsOf: CredentialsOf = FIXED,
  ) {}

  /** The hosted page after somebody signed in there: where it sends the browser. */
  authorize(address: string, person: Person | "cancels"): string {
    const url = new URL(address);
    const asked = url.searchParams;
    const expected = { response_type: "code", client_id: COGNITO.ClientId, redirect_uri: this.callback };
    for (const [name, value] of Object.entries(expected)) {
      if (asked.get(name) !== value) throw new Error(`${name}: ${asked.get(name)}`);
    }
    if (asked.get("code_challenge_method") !== "S256") throw new Error("Only S256 is supported.");
    const state = asked.get("state") ?? "";
    if (person === "cancels") return `${this.callback}?${new URLSearchParams({ error: "access_denied", state })}`;
    const code = randomUUID();
    const grant = { person, challenge: asked.get("code_challenge") ?? "", redirect: this.callback };
    this.codes.set(code, { ...grant, until: this.clock() + CODE_SECONDS * 1000 });
    return `${this.callback}?${new URLSearchParams({ code, state })}`;
  }

  /** Sign everybody out, as an administrator can. */
  revokeAll(): void {
    this.refreshTokens.clear();
  }

  handle(call: Call): Answer {
    const name = call.target ?? call.url.pathname;
    this.calls.push(name);
    const trouble = this.next;
    this.next = undefined;
    if (trouble) return trouble;
    if (name === "/oauth2/token") return this.token(new URLSearchParams(call.body));
    if (name === "/oauth2/revoke") {
      this.refreshTokens.delete(new URLSearchParams(call.body).get("token") ?? "");
      return json(200, {});
    }
    if (name.endsWith(".GetId")) return this.identity(call.body);
    if (name.endsWith(".GetCredentialsForIdentity")) return this.credentials(call.body);
    return json(404, {});
  }

  private token(form: URLSearchParams): Answer {
    if (form.get("client_id") !== COGNITO.ClientId) return json(400, { error: "invalid_client" });
    if (form.get("grant_type") === "refresh_token") {
      const person = this.refreshTokens.get(form.get("refresh_token") ?? "");
      return person ? json(200, this.tokens(person)) : json(400, { error: "invalid_grant" });
    }
    const code = form.get("code") ?? "";
    const grant = this.codes.get(code);
    this.codes.delete(code);
    const proof = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const isGood =
      grant && grant.until > this.clock() && grant.challenge === proof && grant.redirect === form.get("redirect_uri");
    if (!isGood) return json(400, { error: "invalid_grant" });
    const refresh = randomUUID();
    this.refreshTokens.set(refresh, grant.person);
    return json(200, { ...this.tokens(grant.person), refresh_token: refresh });
  }

  private tokens({ sub, email, groups }: Person): object {
    const iat = Math.floor(this.clock() / 1000);
    const claims = { sub, email, iat, exp: iat + HOUR, ...(groups.length ? { "cognito:groups": groups } : {}) };
    const id = ["{}", JSON.stringify(claims), ""].map((part) => Buffer.from(part).toString("base64url")).join(".");
    return { id_token: id, access_token: "unused", expires_in: HOUR, token_type: "Bearer" };
  }

  private identity(body: string): Answer {
    const person = this.personOf(body);
    if (!person) return json(400, { __type: "NotAuthorizedException", message: "Invalid login token." });
    return json(200, { IdentityId: person.sub });
  }

  private credentials(body: string): Answer {
    const person = this.personOf(body);
    if (!person?.groups.length) {
      return json(400, { __type: "NotAuthorizedException", message: "Token is not from a supported provider." });
    }
    const Expiration = this.clock() / 1000 + HOUR;
    return json(200, { IdentityId: person.sub, Credentials: { ...this.credentialsOf(person), Expiration } });
  }

  private personOf(body: string): Person | undefined {
    const { Logins } = JSON.parse(body) as { Logins: Record<string, string> };
    const payload = Logins[ISSUER]?.split(".")[1] ?? "";
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString() || "{}") as Record<string, unknown>;
    if (Number(claims["exp"] ?? 0) * 1000 < this.clock()) return undefined;
    const groups = (claims["cognito:groups"] ?? []) as readonly string[];
    return { sub: String(claims["sub"]), email: String(claims["email"]), groups };
  }
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body) };
}
