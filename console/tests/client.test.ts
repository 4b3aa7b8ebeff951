/** Calls that meet an API in trouble, or outlive the session that they began with. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { GetAppsCommand } from "@aws-sdk/client-pinpoint";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { connect } from "../src/api/client";
import { problemOf, SessionEnded } from "../src/api/errors";
import { Lifetime } from "../src/api/lifetime";
import type { ConsoleConfig } from "../src/app/config";

/** What the API does with a call, by the key that signed it and the call's number. */
let behaviour: (key: string, call: number) => Answer;
let calls: string[];
let key: string;
let config: ConsoleConfig;
let server: Server;
const session = { credentials: () => Promise.resolve({ accessKeyId: key, secretAccessKey: "s" }) };

interface Answer {
  readonly status: number;
  readonly body: string;
}

function answer(authorization: string | null | undefined): Answer {
  const signer = /Credential=(\w+)\//.exec(authorization ?? "")?.[1] ?? "none";
  calls.push(signer);
  return behaviour(signer, calls.length);
}

beforeEach(async () => {
  calls = [];
  key = "old";
  server = createServer((request, response) => {
    const { status, body } = answer(request.headers.authorization);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  config = { ApiUrl: `http://127.0.0.1:${port}`, Region: "us-east-1", Door: "iam" };
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });
const knowsNew = (signer: string) =>
  signer === "new" ? json(200, { Item: [] }) : json(403, { __type: "UnrecognizedClientException", Message: "Unknown key." });

describe("a call", () => {
  it("waits for the next sign-in, and is then made again, whichever way it goes", async () => {
    behaviour = knowsNew;
    const lifetime = new Lifetime();
    const api = connect(config, session, lifetime);
    const sent = [api.send(new GetAppsCommand({})), api.x.post("/templates/lint", {}), api.x.get("/audit")];
    await vi.waitUntil(() => lifetime.isEnded());
    key = "new";
    lifetime.renew();
    await Promise.all(sent);
    expect(lifetime.isEnded()).toBe(false);
    expect(calls.filter((signer) => signer === "new")).toHaveLength(3);
  });

  it("fails when the person declines, and asks again with the next one", async () => {
    behaviour = knowsNew;
    const lifetime = new Lifetime();
    const api = connect(config, session, lifetime);
    const sent = api.x.get("/audit");
    await vi.waitUntil(() => lifetime.isEnded());
    lifetime.decline();
    await expect(sent).rejects.toBeInstanceOf(SessionEnded);
    const next = api.x.get("/audit");
    await vi.waitUntil(() => lifetime.isEnded());
    key = "new";
    lifetime.renew();
    await next;
  });

  it("gets new credentials without asking anybody where that is possible", async () => {
    behaviour = knowsNew;
    const lifetime = new Lifetime();
    const api = connect(config, { ...session, forget: () => void (key = "new") }, lifetime);
    await api.x.get("/audit");
    expect(calls).toEqual(["old", "new"]);
  });

  it("that is not permitted does not end the session", async () => {
    behaviour = () => json(403, { message: "Forbidden" });
    const lifetime = new Lifetime();
    const error: unknown = await connect(config, session, lifetime).x.get("/keys").catch((reason: unknown) => reason);
    expect(problemOf(error).kind).toBe("forbidden");
    expect(calls).toHaveLength(1);
  });

  it("that reads is made again when the API was asked too often; one that changes is not", async () => {
    behaviour = (_, call) => (call < 3 ? json(429, { message: "Too Many Requests" }) : json(200, {}));
    vi.useFakeTimers();
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      const { status, body } = answer(new Headers(init.headers).get("authorization"));
      return new Response(body, { status });
    });
    const { x } = connect(config, session);
    const reading = x.get("/audit");
    await vi.advanceTimersByTimeAsync(10_000);
    await reading;
    expect(calls).toHaveLength(3);
    calls = [];
    await expect(x.post("/keys", {})).rejects.toMatchObject({ status: 429 });
    expect(calls).toHaveLength(1);
  });

  it("is signed by the servers' clock where that is known to differ", async () => {
    let date = "";
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      date = new Headers(init.headers).get("x-amz-date") ?? "";
      return new Response("{}");
    });
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
    await connect(config, { ...session, clockOffset: 600_000 }).x.get("/audit");
    expect(date).toBe("20260105T121000Z");
  });
});
