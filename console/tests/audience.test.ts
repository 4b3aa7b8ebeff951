import { describe, expect, it } from "vitest";

import { draftOf, faultAt, isSendable, updateOf } from "../src/pages/audience/draft";
import { depthOf, valueText, worded } from "../src/pages/audience/reasons";
import { detailsOf, merged } from "../src/pages/audience/timeline";

const ENDPOINT = {
  Address: "a@example.com",
  OptOut: "NONE",
  EndpointStatus: "INACTIVE",
  Attributes: { Genre: ["Crime"], Old: ["x"] },
  Metrics: { Orders: 3 },
  User: { UserId: "u1", UserAttributes: { Plan: ["Free"] } },
};

describe("editing an endpoint", () => {
  const before = draftOf(ENDPOINT);

  it("names the status even where nothing else is changed, so that nobody is woken", () => {
    expect(updateOf(before, before, "u1")).toEqual({ EndpointStatus: "INACTIVE" });
  });

  it("sends what became different, and an empty list for what was taken away", () => {
    const after = {
      ...before,
      optOut: "ALL" as const,
      attributes: [
        { name: "Genre", values: ["Crime", "Poetry"], isStored: true },
        { name: " City ", values: ["Rome"], isStored: false },
      ],
      userAttributes: [{ name: "Plan", values: ["Premium"], isStored: true }],
      metrics: [{ name: "Orders", values: ["4"], isStored: true }],
    };
    expect(updateOf(before, after, "u1")).toEqual({
      EndpointStatus: "INACTIVE",
      OptOut: "ALL",
      Attributes: { Genre: ["Crime", "Poetry"], City: ["Rome"], Old: [] },
      Metrics: { Orders: 4 },
      User: { UserId: "u1", UserAttributes: { Plan: ["Premium"] } },
    });
  });

  it("leaves the user's attributes alone where there is no user", () => {
    const after = { ...before, userAttributes: [] };
    expect(updateOf(before, after, undefined)).toEqual({ EndpointStatus: "INACTIVE" });
  });

  it("finds rows that cannot be sent", () => {
    const row = (name: string, value: string) => ({ name, values: [value], isStored: false });
    expect(faultAt([row("", "1")], 0, false)).toBe("needName");
    expect(faultAt([row("a", "1"), row("a ", "2")], 1, false)).toBe("twice");
    expect(faultAt([row("a", "many")], 0, true)).toBe("needNumber");
    expect(isSendable({ ...before, metrics: [row("a", "")] })).toBe(false);
    expect(isSendable(before)).toBe(true);
  });
});

describe("an explanation", () => {
  it.each([
    ["ALL of 2 sets of dimensions", "ruleSets", { n: "2" }],
    ["NONE of 1 source segments", "ruleSources", { n: "1" }],
    ["ANY of 3 groups of segment abc version 4", "ruleGroups", { n: "3" }],
    ["is a member of segment abc version 4", "ruleMember", { segment: "abc", version: "4" }],
    ["is on the imported list of segment abc version 1", "ruleList", {}],
    ["segment abc version 1 has no criteria: everybody", "ruleEverybody", {}],
    ['Location.Country INCLUSIVE ["DE","AT"]', "ruleIs", { name: "Country", values: "DE, AT" }],
    ['UserAttributes.Plan A NOT_BETWEEN ["2026-01-01","2026-02-01"]', "ruleNotBetween", { name: "Plan A", values: "2026-01-01, 2026-02-01" }],
    ["Metrics.Orders >= 3", "ruleCompared", { name: "Orders", sign: ">=", value: "3" }],
    ["Behavior.Recency INACTIVE within 720 hours", "ruleInactive", { n: 30 }],
    ["Location.GPSPoint within 5 km of 52.5, 13.4", "ruleNear", { n: "5", place: "52.5, 13.4" }],
  ])("puts '%s' into words", (rule, key, values) => {
    expect(worded(rule)).toMatchObject({ key, values });
  });

  it("leaves alone what it does not know", () => {
    expect(worded("something new")).toBeUndefined();
  });

  it("knows how deep a rule stands", () => {
    expect(depthOf({ Rule: "", Matched: true, Path: "Groups[0].Dimensions[1].Location.Country" })).toBe(2);
    expect(depthOf({ Rule: "", Matched: true })).toBe(0);
  });

  it("shows values as a reader wants them", () => {
    expect(valueText(["a", "b"])).toBe("a, b");
    expect(valueText({ Kilometers: 3.1 })).toBe("Kilometers 3.1");
    expect(valueText(null)).toBe("");
    expect(valueText(0)).toBe("0");
  });
});

describe("a history", () => {
  const entry = (Time: string, Attributes: Record<string, string> = {}) => ({
    Time,
    EventType: "a",
    EventId: Time,
    Attributes,
    Metrics: {},
  });

  it("of several endpoints is one, newest first", () => {
    const told = merged([
      { endpoint: "e1", entries: [entry("2026-01-03"), entry("2026-01-01")] },
      { endpoint: "e2", entries: [entry("2026-01-02")] },
    ]);
    expect(told.map(({ endpoint }) => endpoint)).toEqual(["e1", "e2", "e1"]);
  });

  it("tells campaign and outcome apart from the rest", () => {
    const told = entry("2026-01-01", { campaign_id: "c", campaign_send_status: "SUCCESS", item: "Book" });
    expect(detailsOf(told)).toEqual({ campaign: "c", status: "SUCCESS", rest: ["item: Book"] });
  });
});
