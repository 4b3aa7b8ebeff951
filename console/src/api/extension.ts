/** The extension API `/x/v1`: signed with the same credentials as the SDK's calls. */
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import { ApiError } from "./errors";
import type { Credentials } from "./session";

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Longer than API Gateway waits for an answer (30 s). */
export const TIMEOUT_MS = 35_000;
const THROTTLED = 429;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 500;

export interface ExtensionOptions {
  readonly url: string;
  readonly region: string;
  readonly service: string;
  readonly prefix: string;
  readonly credentials: () => Promise<Credentials>;
  /** How far the servers' clock is ahead of this computer's. */
  readonly clockOffset?: number | undefined;
  /** What is done around every call. */
  readonly around?: <T>(work: () => Promise<T>) => Promise<T>;
}

export class Extension {
  private readonly options: ExtensionOptions;
  private readonly signer: SignatureV4;

  constructor(options: ExtensionOptions) {
    this.options = options;
    this.signer = new SignatureV4({
      service: options.service,
      region: options.region,
      credentials: options.credentials,
      sha256: Sha256,
    });
  }

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.call<T>("GET", path, { query, signal, attempts: ATTEMPTS });
  }

  post<T>(path: string, body: unknown, signal?: AbortSignal, query: Query = {}): Promise<T> {
    return this.call<T>("POST", path, { query, body, signal });
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>("PUT", path, { body });
  }

  delete<T>(path: string): Promise<T> {
    return this.call<T>("DELETE", path, {});
  }

  private call<T>(method: string, path: string, options: CallOptions): Promise<T> {
    const work = () => this.attempt<T>(method, path, options);
    return this.options.around ? this.options.around(work) : work();
  }

  /** What is only read is read again when the API was asked too often. */
  private async attempt<T>(method: string, path: string, { attempts = 1, ...options }: CallOptions): Promise<T> {
    for (let left = attempts - 1; ; left -= 1) {
      const answer = await this.fetch(method, path, options);
      if (answer.status !== THROTTLED || left === 0) return read<T>(answer);
      await pause(FIRST_PAUSE_MS * 2 ** (attempts - 1 - left) * (1 + Math.random()), options.signal);
    }
  }

  /** `path` is relative to `/x/v1` and already encoded; see `segment()`. */
  private async fetch(
    method: string,
    path: string,
    { query = {}, body, signal }: Omit<CallOptions, "attempts">,
  ): Promise<Response> {
    const base = new URL(this.options.url);
    const parameters = Object.fromEntries(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined || value === "" ? [] : [[name, Array.isArray(value) ? value.map(String) : String(value)]],
      ),
    );
    const text = body === undefined ? undefined : JSON.stringify(body);
    const unsigned = {
      method,
      protocol: base.protocol,
      hostname: base.hostname,
      port: base.port ? Number(base.port) : undefined,
      path: `${this.options.prefix}/x/v1${path}`,
      query: parameters,
      headers: {
        host: base.host,
        ...(text === undefined ? {} : { "content-type": "application/json" }),
      },
      body: text,
    } as Parameters<SignatureV4["sign"]>[0];
    const signed = await this.signer.sign(unsigned, {
      signingDate: new Date(Date.now() + (this.options.clockOffset ?? 0)),
    });
    const { host: _host, ...headers } = (signed as { headers: Record<string, string> }).headers;
    const pairs = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
    const search = new URLSearchParams(pairs).toString().replaceAll("+", "%20");
    const address = `${base.origin}${this.options.prefix}/x/v1${path}${search ? `?${search}` : ""}`;
    const late = AbortSignal.timeout(TIMEOUT_MS);
    const ends = signal ? AbortSignal.any([signal, late]) : late;
    return fetch(address, { method, headers, body: text ?? null, signal: ends });
  }
}

interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly attempts?: number;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  const body = parsed(text);
  if (answer.ok) return body as T;
  const facts = (body ?? {}) as { Message?: string; message?: string; RequestID?: string; __type?: string };
  const code = facts.__type ?? answer.headers.get("x-amzn-ErrorType") ?? `HTTP ${answer.status}`;
  throw new ApiError(facts.Message ?? facts.message ?? (text.slice(0, 500) || answer.statusText || code), {
    status: answer.status,
    code,
    requestId: facts.RequestID,
  });
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Encode one label of a path as AWS's signers do. */
export function segment(label: string): string {
  return encodeURIComponent(label).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
