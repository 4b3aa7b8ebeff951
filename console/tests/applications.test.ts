import { describe, expect, it } from "vitest";

import { defaultsOf, requestOf } from "../src/pages/applications/defaults";
import { draftOf, FRESH_TOPIC, isColour, isComplete, pageOf } from "../src/pages/applications/pageDraft";
import { isReady } from "../src/pages/applications/steps";

describe("defaults of campaigns", () => {
  it("come back as they were stored, also those for in-app messages", () => {
    const stored = {
      ApplicationId: "a",
      Limits: { Daily: 3, Session: 2 },
      QuietTime: { Start: "22:00", End: "08:00" },
      CampaignHook: { LambdaFunctionName: "f", Mode: "FILTER" as const },
    };
    expect(requestOf(defaultsOf(stored))).toEqual({
      Limits: { Daily: 3, Session: 2 },
      QuietTime: { Start: "22:00", End: "08:00" },
      CampaignHook: { LambdaFunctionName: "f", WebUrl: undefined, Mode: "FILTER" },
    });
  });
});

describe("the preference page", () => {
  const stored = {
    Title: "News",
    Colors: { Accent: "#1a56db", Background: "#f5f6f8", Text: "#1b1f24" },
    Language: "de" as const,
    Topics: [{ Attribute: "offers", Title: { en: "Offers", de: "Angebote" }, Description: null, Default: false }],
    OneClick: "ALL" as const,
  };

  it("keeps one spelling for everybody with the language that everybody falls back to", () => {
    expect(draftOf(stored).title).toEqual({ en: "", de: "News", it: "" });
    expect(pageOf(draftOf(stored)).Title).toEqual({ de: "News" });
  });

  it("comes back as it was stored, without what is empty", () => {
    expect(pageOf(draftOf(stored))).toEqual({
      ...stored,
      Title: { de: "News" },
      Topics: [{ Attribute: "offers", Title: { en: "Offers", de: "Angebote" }, Description: undefined, Default: false }],
    });
  });

  it("is not sent with a topic that has no attribute or no title", () => {
    const draft = draftOf(stored);
    expect(isComplete(draft)).toBe(true);
    expect(isComplete({ ...draft, topics: [FRESH_TOPIC] })).toBe(false);
  });

  it("takes colours in one spelling only", () => {
    expect(isColour("#1A56db")).toBe(true);
    expect(isColour("red; background: url(x)")).toBe(false);
  });
});

describe("the checklist", () => {
  const all = { channelStep: true, audienceStep: true, segmentStep: true, templateStep: true, campaignStep: true };

  it("is over when nothing is known to be missing", () => {
    expect(isReady(all)).toBe(true);
    expect(isReady({ ...all, audienceStep: undefined })).toBe(true);
    expect(isReady({ ...all, segmentStep: false })).toBe(false);
  });
});
