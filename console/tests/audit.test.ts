import { describe, expect, it } from "vitest";

import { changesOf, namesIn, partsOf, pathOf, subjectOf, youngOnly, type Entry } from "../src/pages/audit/entries";

const entry = (Operation: string, Resource: string, more: Partial<Entry> = {}): Entry => ({
  Time: "2026-05-01T12:00:00.000Z",
  Principal: "ann",
  Operation,
  Resource,
  Changes: [],
  ...more,
});

describe("an entry of the audit log", () => {
  it.each([
    ["UpdateCampaign", "/v1/apps/a/campaigns/c", "/apps/a/campaigns/c"],
    ["DeleteCampaign", "/v1/apps/a/campaigns/c", "/apps/a/campaigns"],
    ["CreateSegment", "/v1/apps/a/segments/s", "/apps/a/segments/s"],
    ["UpdateEmailChannel", "/v1/apps/a/channels/email", "/apps/a/channels"],
    ["PutEventStream", "/v1/apps/a/eventstream", "/apps/a/stream"],
    ["PutCircuitBreaker", "/x/v1/apps/a/circuit-breaker", "/apps/a/settings"],
    ["CreateImportJob", "/v1/apps/a/jobs/import/j", "/apps/a/jobs"],
    ["CreateExperiment", "/x/v1/apps/a/experiments/e", "/apps/a/analytics?tab=experiments"],
    ["UpdateJourney", "/v1/apps/a/journeys/j", undefined],
    ["DeleteApp", "/v1/apps/a", undefined],
    ["UpdateEmailTemplate", "/v1/templates/Hello%20you/email", "/templates/email/Hello%20you"],
    ["DeleteEmailTemplate", "/v1/templates/Hello/email", "/templates"],
    ["PutNumberKeyword", "/x/v1/numbers/%2B12065550100/keywords/INFO", "/numbers?number=%2B12065550100"],
    ["DeleteNumber", "/x/v1/numbers/%2B12065550100", "/numbers"],
    ["CreateAccessKey", "/x/v1/keys", "/keys"],
    ["TagResource", "/v1/tags/arn", undefined],
  ])("of %s on %s leads to %s", (operation, resource, path) => {
    expect(pathOf(entry(operation, resource))).toBe(path);
  });

  it("leads to an application that was just created", () => {
    expect(pathOf(entry("CreateApp", "/v1/apps/new", { ApplicationId: "new" }))).toBe("/apps/new");
  });

  it("is about what it names, else about the end of its path", () => {
    expect(subjectOf(entry("CreateSegment", "/v1/apps/a/segments/s", { Changes: [{ Path: "Name", New: "All" }] }))).toBe("All");
    expect(subjectOf(entry("UpdateCampaign", "/v1/apps/a/campaigns/c"))).toBe("c");
    expect(subjectOf(entry("CreateImportJob", "/v1/apps/a/jobs/import/j"))).toBe("j");
    expect(subjectOf(entry("PutNumberKeyword", "/x/v1/numbers/%2B1206/keywords/INFO"))).toBe("+1206, INFO");
    expect(subjectOf(entry("UpdateEmailTemplate", "/v1/templates/Hello/email"))).toBe("Hello");
  });

  it("is called as an entry about the same thing calls it", () => {
    const made = entry("CreateCampaign", "/v1/apps/a/campaigns/c", { Changes: [{ Path: "Name", New: "Spring" }] });
    const changed = entry("UpdateCampaign", "/v1/apps/a/campaigns/c");
    expect(subjectOf(changed, namesIn([changed, made]))).toBe("Spring");
  });

  it("of which an application has one goes by the application's name", () => {
    expect(subjectOf(entry("PutEventStream", "/v1/apps/a/eventstream"))).toBe("");
    expect(subjectOf(entry("UpdateEmailChannel", "/v1/apps/a/channels/email"))).toBe("");
    expect(subjectOf(entry("DeleteApp", "/v1/apps/a"))).toBe("");
  });

  it("is told by verb and noun", () => {
    expect(partsOf("UpdateEmailChannel")).toEqual({ verb: "Update", noun: "EmailChannel" });
    expect(partsOf("GetApp")).toBeUndefined();
  });

  it("ends the reading when it is too old", () => {
    const items = [entry("CreateApp", "/v1/apps/a"), entry("CreateApp", "/v1/apps/b", { Time: "2026-01-01T00:00:00.000Z" })];
    expect(youngOnly(items, "2026-04-01T00:00:00.000Z")).toEqual({ items: [items[0]], isOver: true });
    expect(youngOnly(items, "2025-04-01T00:00:00.000Z").isOver).toBe(false);
  });
});

describe("what became different", () => {
  const changed = entry("UpdateCampaign", "/v1/apps/a/campaigns/c", { ApplicationId: "a" });
  const told = { ...changed, Changes: [{ Path: "Name", Old: "x", New: "y" }] };
  const older = { ...changed, Time: "2026-01-01T00:00:00.000Z" };
  const answering = (pages: readonly (readonly Entry[])[]) => {
    const asked: (string | undefined)[] = [];
    const readLog = (_: string, token: string | undefined) => {
      asked.push(token);
      const at = Number(token ?? 0);
      return Promise.resolve({ Item: pages[at] ?? [], ...(at + 1 < pages.length ? { NextToken: String(at + 1) } : {}) });
    };
    return { readLog, asked };
  };

  it("is read from the application's own log, page by page", async () => {
    const { readLog, asked } = answering([[{ ...changed, Time: "2026-06-01T00:00:00.000Z" }], [told]]);
    expect(await changesOf(changed, readLog)).toEqual(told.Changes);
    expect(asked).toEqual([undefined, "1"]);
  });

  it("is gone with the application, and is not looked for in older pages", async () => {
    const { readLog, asked } = answering([[older], [told]]);
    expect(await changesOf(changed, readLog)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});
