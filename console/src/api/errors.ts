/** What an API call can end in, as the pages see it. */
export type ProblemKind =
  | "unreachable"
  | "throttled"
  | "forbidden"
  /** The call's signature is not accepted (any more): sign in again. */
  | "signedOut"
  /** The signature is good, its time is not: this computer's clock is wrong. */
  | "clock"
  | "missing"
  /** This deployment has no such call. */
  | "absent"
  | "refused"
  | "conflict"
  | "server";

export interface Problem {
  readonly kind: ProblemKind;
  /** The server's own text; empty where it says no more than the kind does. */
  readonly message: string;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** Who asks will ask again by itself after so many seconds. */
  readonly retryIn?: number;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(message: string, facts: { status: number; code: string; requestId?: string | undefined }) {
    super(message);
    this.name = facts.code;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
  }
}

/** No credentials can be had without signing in again. */
export class SessionEnded extends Error {
  override readonly name = "SessionEnded";
}

interface SdkError {
  name?: string;
  message?: string;
  Message?: string;
  RequestID?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

interface Facts {
  readonly message: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
}

const KINDS: Record<number, ProblemKind> = {
  400: "refused",
  401: "signedOut",
  403: "forbidden",
  404: "missing",
  405: "absent",
  408: "unreachable",
  409: "conflict",
  413: "refused",
  429: "throttled",
  501: "absent",
  502: "unreachable",
  503: "unreachable",
  504: "unreachable",
};

const CLOCK_CODES = new Set(["RequestTimeTooSkewed", "RequestExpired"]);
const CLOCK_TEXT = /Signature (expired|not yet current)/;
const SIGNED_OUT_CODES = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);
const SIGNED_OUT_TEXT = /security token .*(expired|invalid)/i;
/** What API Gateway says by itself, in English only. */
const BARE = /^(Forbidden|Not Found|Too Many Requests|Limit Exceeded|Service Unavailable|Internal Server Error|Unknown ?Error|Missing Authentication Token)$/i;

export function problemOf(error: unknown): Problem {
  if (error instanceof SessionEnded) return { kind: "signedOut", message: "" };
  if (error instanceof ApiError) return told(error);
  const sdk = (error ?? {}) as SdkError;
  const status = sdk.$metadata?.httpStatusCode;
  const message = sdk.Message || sdk.message || String(error);
  if (status === undefined) return withoutAnswer(error, message);
  const requestId = sdk.RequestID ?? sdk.$metadata?.requestId;
  return told({ message, status, code: sdk.name ?? "", requestId });
}

function told({ message, status, code, requestId }: Facts): Problem {
  const kind = kindOf({ message, status, code });
  return { kind, message: BARE.test(message) ? "" : message, status, code, requestId };
}

function kindOf({ message, status, code }: Omit<Facts, "requestId">): ProblemKind {
  if (CLOCK_CODES.has(code) || CLOCK_TEXT.test(message)) return "clock";
  if (SIGNED_OUT_CODES.has(code) || SIGNED_OUT_TEXT.test(message)) return "signedOut";
  // Every call is signed: this is how REST APIs and the keys door refuse a path that they do not know.
  if (/^MissingAuthenticationToken/.test(code) || /^Missing Authentication Token$/.test(message)) return "absent";
  // The API itself names what it did not find; API Gateway has no such route.
  if (status === 404 && /^Not Found$/i.test(message) && code !== "NotFoundException") return "absent";
  if (/^(TooManyRequests|Throttling)/.test(code)) return "throttled";
  return KINDS[status] ?? "server";
}

/** No answer: the network, a time-out, or a failure in the console itself. */
function withoutAnswer(error: unknown, message: string): Problem {
  if (!isNetworkFailure(error)) return { kind: "server", message };
  // Each browser has words of its own for it, none of which helps anybody.
  return { kind: "unreachable", message: error instanceof TypeError ? "" : message };
}

function isNetworkFailure(error: unknown): boolean {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  return /fetch|network|timeout|timed out|load failed|ECONN/i.test(text);
}

const UNREACHABLE_SECONDS = 5;
const THROTTLED_SECONDS = 2;
const LONGEST_SECONDS = 60;

/** When to ask again by itself for something that is only read; undefined: that would not help. */
export function retrySeconds(problem: Problem, attempt: number): number | undefined {
  if (problem.kind === "unreachable") return UNREACHABLE_SECONDS;
  if (problem.kind === "throttled") return Math.min(LONGEST_SECONDS, THROTTLED_SECONDS * 2 ** attempt);
  return undefined;
}

/**
 * Tell which of a form's fields an error is about: the API's texts name the member.
 * The longest name wins, so that `Limits.Daily` is not taken for `Limits`.
 */
export function fieldOf(message: string, fields: readonly string[]): string | undefined {
  const found = fields.filter((field) => mentions(message, field));
  return found.sort((one, other) => other.length - one.length)[0];
}

function mentions(message: string, field: string): boolean {
  const plain = field.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[^A-Za-z])${plain}([^A-Za-z]|$)`).test(message);
}
