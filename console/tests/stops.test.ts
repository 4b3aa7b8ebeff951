import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { STOPS } from "../e2e/stops";

describe("the walk through all pages in the browser", () => {
  it("leaves no route out, and goes to none that is not there", () => {
    const source = readFileSync("src/app/routes.tsx", "utf8");
    const routes = [...source.matchAll(/path: "([^"]+)", element: <(?!Navigate)/g)].map(([, path]) => path);

    expect(routes.length).toBeGreaterThan(20);
    expect([...new Set(STOPS.map(({ route }) => route))].sort()).toEqual(routes.sort());
  });
});
