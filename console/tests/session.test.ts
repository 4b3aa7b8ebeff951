// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";

import { roleIn } from "../src/api/cognito";
import { remembered } from "../src/api/identityPool";
import { forgetKey, storedKey, storeKey } from "../src/api/session";
import { claimsOf } from "../src/api/tokens";

beforeEach(() => sessionStorage.clear());

describe("a session", () => {
  it("is kept in the tab, and forgotten", () => {
    storeKey({ accessKeyId: "a", secretAccessKey: "b", role: "Viewer", isBound: false });
    expect(storedKey()?.role).toBe("Viewer");
    forgetKey();
    expect(storedKey()).toBeUndefined();
  });

  it("that is broken is none", () => {
    sessionStorage.setItem("pinwheel.key", "{broken");
    expect(storedKey()).toBeUndefined();
  });

  it("has the highest role of its groups", () => {
    expect(roleIn({ "cognito:groups": ["Viewer", "Marketer"] })).toBe("Marketer");
    expect(roleIn({ "cognito:groups": ["Others"] })).toBeUndefined();
    expect(roleIn({})).toBeUndefined();
  });

  it("reads names with umlauts from a token", () => {
    const payload = btoa(String.fromCharCode(...new TextEncoder().encode('{"email":"jörg@example.com"}')));
    expect(claimsOf(`x.${payload}.y`)["email"]).toBe("jörg@example.com");
  });

  it("asks for credentials once, and again when they are about to end", async () => {
    vi.useFakeTimers({ now: 0 });
    let asked = 0;
    const { credentials, forget } = remembered(() => {
      asked += 1;
      return Promise.resolve({ accessKeyId: "a", secretAccessKey: "b", expiration: new Date(600_000) });
    });
    await Promise.all([credentials(), credentials()]);
    await credentials();
    expect(asked).toBe(1);
    vi.setSystemTime(590_000);
    await credentials();
    expect(asked).toBe(2);
    forget();
    await credentials();
    expect(asked).toBe(3);
    vi.useRealTimers();
  });
});
