// @vitest-environment jsdom
/** The whole sign-in against Cognito's documented protocol. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { cognitoSession, leaveCognito, returnFromSignIn, SignInFailed, signInAddress } from "../src/api/cognito";
import { SessionEnded } from "../src/api/errors";
import { begun } from "../src/api/pkce";
import type { Session } from "../src/api/session";
import { handOver, signInBeside, type Beside } from "../src/api/signInAgain";
import { storedTokens } from "../src/api/tokens";
import { COGNITO, FakeCognito, type Person } from "./fakeCognito";

const HOME = "http://localhost:3000/";
const MINUTE = 60_000;
const ann: Person = { sub: "ann", email: "ann@example.com", groups: ["Marketer"] };
const bob: Person = { sub: "bob", email: "bob@example.com", groups: ["Marketer"] };

let fake: FakeCognito;
/** Milliseconds that Cognito's clock is ahead of this computer's. */
let ahead: number;

beforeEach(() => {
  ahead = 0;
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5), toFake: ["Date"] });
  fake = new FakeCognito(HOME, () => Date.now() + ahead);
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const body = init.body instanceof URLSearchParams ? init.body.toString() : String(init.body);
    const answer = fake.handle({ url: new URL(address), target: headers.get("x-amz-target") ?? undefined, body });
    return new Response(answer.body, { status: answer.status });
  });
  sessionStorage.clear();
  window.history.replaceState(null, "", "/");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Begin a sign-in as `leaveForSignIn` does, short of leaving the page, and come back from Cognito. */
async function comeBack(person: Person | "cancels"): Promise<void> {
  const pending = begun();
  sessionStorage.setItem("pinwheel.sign-in", JSON.stringify(pending));
  sessionStorage.setItem("pinwheel.return", "/apps/a/campaigns?page=2");
  const back = fake.authorize(await signInAddress(COGNITO, pending), person);
  window.history.replaceState(null, "", back);
}

async function signedIn(person: Person = ann): Promise<Session> {
  await comeBack(person);
  await returnFromSignIn(COGNITO);
  return cognitoSession(COGNITO, "us-east-1")!;
}

async function trouble(): Promise<string> {
  const error: unknown = await returnFromSignIn(COGNITO).catch((reason: unknown) => reason);
  return error instanceof SignInFailed ? error.trouble : "none";
}

describe("signing in", () => {
  it("gives the credentials of the person's group, and leads back to where it began", async () => {
    await comeBack(ann);
    expect(await returnFromSignIn(COGNITO)).toBe("/apps/a/campaigns?page=2");
    const session = cognitoSession(COGNITO, "us-east-1")!;
    expect(session).toMatchObject({ name: "ann@example.com", role: "Marketer" });
    expect(await session.credentials()).toMatchObject({ accessKeyId: "key-ann", sessionToken: "session" });
  });

  it("is nothing to finish where nothing comes back", async () => {
    expect(await returnFromSignIn(COGNITO)).toBeUndefined();
    expect(cognitoSession(COGNITO, "us-east-1")).toBeUndefined();
  });

  it("that was begun elsewhere is refused, and sends nothing", async () => {
    await comeBack(ann);
    sessionStorage.setItem("pinwheel.sign-in", JSON.stringify(begun()));
    expect(await trouble()).toBe("stranger");
    await comeBack(ann);
    sessionStorage.removeItem("pinwheel.sign-in");
    expect(await trouble()).toBe("stranger");
    expect(fake.calls).toEqual([]);
  });

  it("needs the proof of who began it", async () => {
    await comeBack(ann);
    const { state } = JSON.parse(sessionStorage.getItem("pinwheel.sign-in")!) as { state: string };
    sessionStorage.setItem("pinwheel.sign-in", JSON.stringify({ state, verifier: "stolen code, other verifier" }));
    expect(await trouble()).toBe("late");
  });

  it("that was cancelled says so", async () => {
    await comeBack("cancels");
    expect(await trouble()).toBe("denied");
  });

  it("that took too long says so, and is not tried again by a reload", async () => {
    await comeBack(ann);
    vi.setSystemTime(Date.now() + 6 * MINUTE);
    expect(await trouble()).toBe("late");
    expect(window.location.search).toBe("");
    expect(await returnFromSignIn(COGNITO)).toBeUndefined();
  });

  it("without a group is told, and keeps nothing", async () => {
    await comeBack({ sub: "eve", email: "eve@example.com", groups: [] });
    expect(await trouble()).toBe("noGroup");
    expect(storedTokens()).toBeUndefined();
  });

  it("tells a service that is down from one that refuses", async () => {
    await comeBack(ann);
    fake.next = { status: 503, body: "" };
    expect(await trouble()).toBe("unreachable");
    await comeBack(ann);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await trouble()).toBe("unreachable");
  });
});

describe("a session", () => {
  it("renews its token and its credentials before they end", async () => {
    const session = await signedIn();
    await session.credentials();
    await session.credentials();
    expect(fake.calls.filter((name) => name === "/oauth2/token")).toHaveLength(1);
    vi.setSystemTime(Date.now() + 59.5 * MINUTE);
    await session.credentials();
    expect(fake.calls.filter((name) => name === "/oauth2/token")).toHaveLength(2);
    vi.setSystemTime(Date.now() + 59.5 * MINUTE);
    await session.credentials();
    expect(fake.calls.filter((name) => name === "/oauth2/token")).toHaveLength(3);
  });

  it.each([10, -10])("holds for its hour on a computer whose clock is %i minutes off", async (minutes) => {
    ahead = minutes * MINUTE;
    const session = await signedIn();
    const { expiration } = await session.credentials();
    expect(session.clockOffset).toBe(ahead);
    expect(expiration!.getTime() - Date.now()).toBeCloseTo(60 * MINUTE, -4);
    vi.setSystemTime(Date.now() + 55 * MINUTE);
    await session.credentials();
    expect(fake.calls.filter((name) => name === "/oauth2/token")).toHaveLength(1);
  });

  it("ends when the token is not renewed any more", async () => {
    const session = await signedIn();
    await session.credentials();
    fake.revokeAll();
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    await expect(session.credentials()).rejects.toBeInstanceOf(SessionEnded);
  });

  it("does not end because Cognito is down for a moment", async () => {
    const session = await signedIn();
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    fake.next = { status: 500, body: "" };
    await expect(session.credentials()).rejects.not.toBeInstanceOf(SessionEnded);
    expect(await session.credentials()).toMatchObject({ accessKeyId: "key-ann" });
  });

  it("is revoked at Cognito when somebody signs out", async () => {
    await signedIn();
    const refresh = storedTokens()!.refresh_token!;
    const left = vi.fn();
    vi.stubGlobal("window", { location: { origin: "http://localhost:3000", assign: left } });
    await leaveCognito(COGNITO);
    expect(storedTokens()).toBeUndefined();
    expect(left.mock.calls[0]![0]).toBe(
      `https://${COGNITO.Domain}/logout?client_id=client&logout_uri=${encodeURIComponent(HOME)}`,
    );
    const body = new URLSearchParams({ client_id: "client", grant_type: "refresh_token", refresh_token: refresh });
    expect(fake.handle({ url: new URL(`https://${COGNITO.Domain}/oauth2/token`), target: undefined, body: `${body}` }).status).toBe(400);
  });
});

describe("signing in again beside an open page", () => {
  /** Click; sign in within the window that opens; and what the page is told. */
  async function again(person: Person | "cancels"): Promise<unknown> {
    let address = "";
    const opened = { location: { replace: (to: string) => (address = to) } };
    vi.stubGlobal("open", () => opened);
    const told = new Promise((resolve) => {
      const listener: Beside = { onSignedIn: (isSame) => resolve({ isSame }), onTrouble: resolve };
      signInBeside(COGNITO, listener);
    });
    await vi.waitUntil(() => address !== "");
    const closed = vi.fn();
    vi.stubGlobal("close", closed);
    window.history.replaceState(null, "", fake.authorize(address, person));
    expect(handOver()).toBe(true);
    expect(closed).toHaveBeenCalled();
    return told;
  }

  it("goes on with the same person", async () => {
    const session = await signedIn();
    fake.revokeAll();
    session.forget!();
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    await expect(session.credentials()).rejects.toBeInstanceOf(SessionEnded);
    expect(await again(ann)).toEqual({ isSame: true });
    expect(await session.credentials()).toMatchObject({ accessKeyId: "key-ann" });
  });

  it("notices that it is somebody else, or somebody with other rights", async () => {
    await signedIn();
    expect(await again(bob)).toEqual({ isSame: false });
    expect(await again({ ...bob, groups: ["Viewer"] })).toEqual({ isSame: false });
  });

  it("tells why nothing came of it", async () => {
    await signedIn();
    expect(await again("cancels")).toBe("denied");
    vi.stubGlobal("open", () => null);
    const onTrouble = vi.fn();
    signInBeside(COGNITO, { onSignedIn: vi.fn(), onTrouble });
    expect(onTrouble).toHaveBeenCalledWith("blocked");
  });

  it("leaves an ordinary return alone", async () => {
    await comeBack(ann);
    expect(handOver()).toBe(false);
  });
});
