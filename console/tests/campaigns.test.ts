import { describe, expect, it } from "vitest";

import {
  draftOf,
  faultsOf,
  newCampaign,
  newTreatment,
  pausedRequestOf,
  requestOf,
  restOf,
  warningsOf,
  type CampaignDraft,
} from "../src/pages/campaigns/draft";
import {
  formOf,
  instantOf,
  newSchedule,
  offsetOf,
  scheduleFaults,
  scheduleOf,
  ZONES,
} from "../src/pages/campaigns/schedule";

const NOW = new Date("2026-11-21T12:00:00Z");
const template = { source: "template" as const, template: "Hello", version: "", message: {} };

function complete(): CampaignDraft {
  const treatment = { ...newTreatment("A", ""), pieces: { EMAIL: template } };
  return { ...newCampaign(), name: "Autumn", segmentId: "s", treatments: [treatment] };
}

describe("a schedule", () => {
  it("knows the API's 31 zones", () => {
    expect(new Set(ZONES).size).toBe(31);
    expect(offsetOf("UTC+05:45")).toBe(345);
    expect(offsetOf("UTC-05")).toBe(-300);
  });

  it("turns a wall clock into an instant and back", () => {
    const form = { ...newSchedule(), isNow: false, date: "2026-11-25", time: "09:00", zone: "UTC+05:30" };
    expect(instantOf(form.date, form.time, form.zone)!.toISOString()).toBe("2026-11-25T03:30:00.000Z");
    expect(formOf(scheduleOf(form, "scheduled"))).toEqual(form);
  });

  it.each([
    [{ isNow: false, date: "" }, "needStart"],
    [{ isNow: false, date: "2026-11-20" }, "past"],
    [{ isNow: false, date: "2026-11-25", frequency: "DAILY", endDate: "2026-11-24" }, "endFirst"],
    [{ quietFrom: "9", quietUntil: "10:00" }, "badQuiet"],
    [{ quietFrom: "22:00", quietUntil: "" }, "badQuiet"],
  ])("tells what is wrong: %o", (facts, fault) => {
    expect(scheduleFaults({ ...newSchedule(), ...facts }, "scheduled", NOW)).toContain(fault);
  });

  it("of an event needs its type and its end", () => {
    expect(scheduleFaults(newSchedule(), "event", NOW)).toEqual(["needEnd", "needEvent"]);
  });

  it("of an event carries its filter", () => {
    const form = { ...newSchedule(), eventTypes: ["_email.open"], filterType: "SYSTEM" as const, endDate: "2026-12-01" };
    expect(scheduleOf(form, "event")).toMatchObject({
      Frequency: "EVENT",
      EndTime: "2026-12-01T09:00:00.000Z",
      EventFilter: { FilterType: "SYSTEM", Dimensions: { EventType: { Values: ["_email.open"] } } },
    });
  });
});

describe("what the form does not show", () => {
  it("is kept of an event's filter", () => {
    const Attributes = { plan: { AttributeType: "INCLUSIVE" as const, Values: ["gold"] } };
    const Metrics = { price: { ComparisonOperator: "GREATER_THAN", Value: 9 } };
    const filter = { FilterType: "ENDPOINT" as const, Dimensions: { EventType: { Values: ["buy"] }, Attributes, Metrics } };
    const stored = { StartTime: "2026-12-01T09:00:00Z", Frequency: "EVENT" as const, EventFilter: filter };
    expect(scheduleOf(formOf(stored), "event").EventFilter!.Dimensions).toMatchObject({ Attributes, Metrics });
  });
});

describe("a campaign", () => {
  it("tells what each step lacks", () => {
    expect(faultsOf(newCampaign(), NOW)).toEqual([["name"], ["segment"], ["content"], [], []]);
    expect(faultsOf(complete(), NOW).flat()).toEqual([]);
  });

  it("leaves the rest to its first treatment", () => {
    const draft = { ...complete(), holdout: "20", treatments: [...complete().treatments, newTreatment("B", "40")] };
    expect(restOf(draft)).toBe(40);
    expect(faultsOf({ ...draft, holdout: "70" }, NOW)[0]).toContain("shares");
  });

  it("becomes a request with treatments and holdout", () => {
    const second = { ...newTreatment("B", "40"), pieces: { EMAIL: { ...template, version: "2" } } };
    const request = requestOf({ ...complete(), holdout: "20", treatments: [...complete().treatments, second] });
    expect(request).toMatchObject({
      TreatmentName: "A",
      HoldoutPercent: 20,
      TemplateConfiguration: { EmailTemplate: { Name: "Hello" } },
      AdditionalTreatments: [
        { SizePercent: 40, TemplateConfiguration: { EmailTemplate: { Name: "Hello", Version: "2" } } },
      ],
      IsPaused: false,
    });
  });

  it("that is held starts at a time, for at once cannot be paused", () => {
    const request = pausedRequestOf(complete(), NOW);
    expect(request.IsPaused).toBe(true);
    expect(request.Schedule!.StartTime).toBe("2026-11-22T12:00:00.000Z");
  });

  it("comes back as it was", () => {
    const draft = { ...complete(), holdout: "10", limits: { Daily: "2" } };
    const again = draftOf({ ...requestOf(draft), Id: "c" } as never);
    expect(requestOf(again)).toEqual(requestOf(draft));
  });

  it("warns of what may surprise", () => {
    const own = { source: "own" as const, template: "", version: "", message: { Title: "a", HtmlBody: "<p>b</p>" } };
    const draft = { ...complete(), treatments: [{ ...newTreatment("", ""), pieces: { EMAIL: own } }] };
    const keys = warningsOf(draft, new Set()).map(({ key }) => key);
    expect(keys).toEqual(["warnChannel", "warnUnsubscribe", "warnNow"]);
  });
});
