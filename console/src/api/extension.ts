/** The extension API `/x/v1`: signed with the same credentials as the SDK's calls. */
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import { ApiError } from "./errors";
import type { Credentials } from "./session";

export type Query = Record<string, string | number | boolean | undefined>;

export interface ExtensionOptions {
  readonly url: string;
  readonly region: string;
  readonly service: string;
  readonly prefix: string;
  readonly credentials: () => Promise<Credentials>;
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
    return this.call<T>("GET", path, { query, signal });
  }

  post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.call<T>("POST", path, { body, signal });
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>("PUT", path, { body });
  }

  delete<T>(path: string): Promise<T> {
    return this.call<T>("DELETE", path, {});
  }

  /** `path` is relative to `/x/v1` and already encoded; see `segment()`. */
  private async call<T>(
    method: string,
    path: string,
    { query = {}, body, signal }: { query?: Query; body?: unknown; signal?: AbortSignal | undefined },
  ): Promise<T> {
    const base = new URL(this.options.url);
    const parameters = Object.fromEntries(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined || value === "" ? [] : [[name, String(value)]],
      ),
    );
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signed = await this.signer.sign({
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
    } as Parameters<SignatureV4["sign"]>[0]);
    const { host: _host, ...headers } = (signed as { headers: Record<string, string> }).headers;
    const search = new URLSearchParams(parameters).toString().replaceAll("+", "%20");
    const address = `${base.origin}${this.options.prefix}/x/v1${path}${search ? `?${search}` : ""}`;
    const answer = await fetch(address, { method, headers, body: text ?? null, signal: signal ?? null });
    return read<T>(answer);
  }
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
