/** What an API call can end in, as the pages see it. */
export interface Problem {
  readonly kind: "unreachable" | "forbidden" | "missing" | "refused" | "conflict" | "throttled" | "server";
  /** The server's own text, where there is one. */
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  readonly requestId?: string;
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

interface SdkError {
  name?: string;
  message?: string;
  Message?: string;
  RequestID?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

const KINDS: Record<number, Problem["kind"]> = {
  400: "refused",
  403: "forbidden",
  404: "missing",
  405: "missing",
  409: "conflict",
  413: "refused",
  429: "throttled",
};

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) {
    return {
      kind: KINDS[error.status] ?? "server",
      message: error.message,
      code: error.code,
      status: error.status,
      requestId: error.requestId,
    };
  }
  const sdk = (error ?? {}) as SdkError;
  const status = sdk.$metadata?.httpStatusCode;
  const message = sdk.Message || sdk.message || String(error);
  if (status === undefined) {
    return { kind: isNetworkFailure(error) ? "unreachable" : "server", message };
  }
  if (status === 503) return { kind: "unreachable", message, status };
  return {
    kind: KINDS[status] ?? "server",
    message,
    status,
    code: sdk.name,
    requestId: sdk.RequestID ?? sdk.$metadata?.requestId,
  };
}

function isNetworkFailure(error: unknown): boolean {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  return /fetch|network|timeout|load failed|ECONN/i.test(text);
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
