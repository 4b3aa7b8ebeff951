import type { CampaignResponse } from "@aws-sdk/client-pinpoint";
import { describe, expect, it } from "vitest";

import { leftOut, resultOf } from "../src/pages/campaigns/activities";
import type { Piece } from "../src/pages/campaigns/content";
import {
  copyOf,
  draftOf,
  newCampaign,
  newTreatment,
  pausedRequestOf,
  requestOf,
  restOf,
  type CampaignDraft,
} from "../src/pages/campaigns/draft";
import { attributeFault, filterFormOf, filterOf, metricFault, newAttribute, newMetric } from "../src/pages/campaigns/eventFilter";
import { faultsOf, placeOf } from "../src/pages/campaigns/faults";
import { rangeOf, rateOf, totalOf, measuresOf, MEASURES, type Figures } from "../src/pages/campaigns/results";
import { nextRunOf, nextRuns } from "../src/pages/campaigns/runs";
import {
  formOf,
  instantOf,
  newSchedule,
  offsetOf,
  scheduleFaults,
  scheduleOf,
  zoneOf,
  ZONES,
  type ScheduleForm,
} from "../src/pages/campaigns/schedule";
import { comparable } from "../src/pages/campaigns/versions";
import { ownBodies, warningsOf } from "../src/pages/campaigns/warnings";

const NOW = new Date("2026-11-21T12:00:00Z");
const template: Piece = { source: "template", template: "Hello", version: "", message: {} };

function complete(): CampaignDraft {
  const treatment = { ...newTreatment("A", ""), pieces: { EMAIL: template } };
  return { ...newCampaign(), name: "Autumn", segmentId: "s", treatments: [treatment] };
}

/** What the API would answer to a draft. */
function stored(draft: CampaignDraft, facts: Partial<CampaignResponse> = {}): CampaignResponse {
  return { ...(requestOf(draft) as CampaignResponse), Id: "c", ...facts };
}

const textsOf = (draft: CampaignDraft) => faultsOf(draft, NOW).map(({ text }) => text);

describe("a schedule", () => {
  it("knows the API's 31 zones", () => {
    expect(new Set(ZONES).size).toBe(31);
    expect(offsetOf("UTC+05:45")).toBe(345);
    expect(offsetOf("UTC-05")).toBe(-300);
    expect(zoneOf(345)).toBe("UTC+05:45");
    expect(zoneOf(17)).toBe("UTC");
  });

  it("turns a wall clock into an instant and back", () => {
    const form = { ...newSchedule(), isNow: false, date: "2026-11-25", time: "09:00", zone: "UTC+05:30" };
    expect(instantOf(form.date, form.time, form.zone)!.toISOString()).toBe("2026-11-25T03:30:00.000Z");
    expect(formOf(scheduleOf(form, "scheduled"))).toMatchObject(form);
  });

  it.each<[Partial<ScheduleForm>, string]>([
    [{ isNow: false, date: "" }, "needStart"],
    [{ isNow: false, date: "2026-11-20" }, "past"],
    [{ isNow: false, date: "2026-11-25", frequency: "DAILY", endDate: "2026-11-24" }, "endFirst"],
    [{ quietFrom: "9", quietUntil: "10:00" }, "badQuiet"],
    [{ quietFrom: "22:00", quietUntil: "" }, "badQuiet"],
  ])("tells what is wrong: %o", (facts, fault) => {
    const found = scheduleFaults({ ...newSchedule(), ...facts }, "scheduled", NOW);
    expect(found.map(({ text }) => text)).toContain(fault);
  });

  it("of an event needs its type and its end", () => {
    expect(scheduleFaults(newSchedule(), "event", NOW).map(({ text }) => text)).toEqual(["needEnd", "needEvent"]);
  });

  it("of an event carries its filter", () => {
    const events = { ...newSchedule().events, types: ["_email.open"], source: "SYSTEM" as const };
    const form = { ...newSchedule(), events, endDate: "2026-12-01" };
    expect(scheduleOf(form, "event")).toMatchObject({
      Frequency: "EVENT",
      EndTime: "2026-12-01T09:00:00.000Z",
      EventFilter: { FilterType: "SYSTEM", Dimensions: { EventType: { Values: ["_email.open"] } } },
    });
  });

  it("whose start has passed keeps it word for word, unless it is moved", () => {
    const begun = { StartTime: "2026-11-01T09:00:37Z", Frequency: "DAILY" as const, Timezone: "UTC+01" };
    const form = formOf(begun);
    expect(scheduleFaults(form, "scheduled", NOW)).toEqual([]);
    expect(scheduleOf(form, "scheduled").StartTime).toBe("2026-11-01T09:00:37Z");
    expect(scheduleFaults({ ...form, time: "11:00" }, "scheduled", NOW).map(({ text }) => text)).toEqual(["past"]);
  });
});

describe("runs to come", () => {
  const iso = (runs: readonly Date[]) => runs.map((run) => run.toISOString().slice(0, 16));

  it("go on from now, up to the end", () => {
    const schedule = { StartTime: "2026-11-01T09:00:00Z", Frequency: "DAILY" as const, EndTime: "2026-11-23T09:00:00Z" };
    expect(iso(nextRuns(schedule, NOW, NOW, 5))).toEqual(["2026-11-22T09:00", "2026-11-23T09:00"]);
  });

  it("of a month stay on its last days", () => {
    const schedule = { StartTime: "2026-10-31T09:00:00Z", Frequency: "MONTHLY" as const };
    expect(iso(nextRuns(schedule, NOW, NOW, 3))).toEqual(["2026-11-30T09:00", "2026-12-31T09:00", "2027-01-31T09:00"]);
  });

  it("are none for what has run, is paused or waits for events", () => {
    const Schedule = { StartTime: "2026-12-01T09:00:00Z", Frequency: "ONCE" as const };
    const of = (facts: Partial<CampaignResponse>) => nextRunOf({ ...stored(complete()), Schedule, ...facts }, NOW);
    expect(of({ State: { CampaignStatus: "SCHEDULED" } })?.toISOString()).toBe("2026-12-01T09:00:00.000Z");
    expect(of({ State: { CampaignStatus: "PAUSED" } })).toBeUndefined();
    expect(of({ State: { CampaignStatus: "EXECUTING" }, Schedule: { ...Schedule, Frequency: "EVENT" } })).toBeUndefined();
  });
});

describe("an event's filter", () => {
  const filter = {
    FilterType: "SYSTEM" as const,
    Dimensions: {
      EventType: { DimensionType: "EXCLUSIVE" as const, Values: ["buy"] },
      Attributes: { plan: { AttributeType: "CONTAINS" as const, Values: ["gold", "silver"] } },
      Metrics: { price: { ComparisonOperator: "LESS_THAN", Value: 9 } },
    },
  };

  it("comes back as it was", () => {
    expect(filterOf(filterFormOf(filter))).toEqual(filter);
  });

  it("tells what a condition lacks", () => {
    const named = { ...newAttribute(), name: "plan" };
    expect(attributeFault([newAttribute()], 0)).toBe("needName");
    expect(attributeFault([named], 0)).toBe("needValues");
    expect(attributeFault([{ ...named, values: ["a"] }, { ...named, values: ["b"] }], 1)).toBe("sameName");
    expect(attributeFault([{ ...named, operator: "BEFORE", values: ["soon"] }], 0)).toBe("needDate");
    expect(metricFault([{ ...newMetric(), name: "price", value: "x" }], 0)).toBe("needNumber");
    expect(metricFault([{ ...newMetric(), name: "price", value: "1.5" }], 0)).toBeUndefined();
  });
});

describe("a campaign", () => {
  it("tells what is missing, and at which step", () => {
    expect(faultsOf(newCampaign(), NOW).map(({ step, text }) => [step, text])).toEqual([
      [0, "needName"],
      [1, "chooseSegment"],
      [2, "chooseTemplate"],
    ]);
    expect(textsOf(complete())).toEqual([]);
  });

  it("leaves the rest to its first treatment", () => {
    const second = { ...complete().treatments[0]!, name: "B", percent: "40" };
    const draft = { ...complete(), holdout: "20", treatments: [...complete().treatments, second] };
    expect(restOf(draft)).toBe(40);
    expect(textsOf({ ...draft, holdout: "70" })).toEqual(["badShares"]);
    expect(textsOf({ ...draft, holdout: "7.5" })).toEqual(["badShare"]);
  });

  it.each([
    [{ limits: { Daily: "101" } }, "badLimit"],
    [{ limits: { MaximumDuration: "59" } }, "badDuration"],
    [{ limits: { MessagesPerSecond: "0" } }, "badLimit"],
    [{ hook: { target: "url" as const, value: "crm", mode: "FILTER" as const } }, "needUrl"],
    [{ hook: { target: "function" as const, value: "", mode: "FILTER" as const } }, "needTarget"],
    [{ channels: [] }, "needChannel"],
  ])("refuses %o", (facts, text) => {
    expect(textsOf({ ...complete(), ...facts })).toEqual([text]);
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

  it("with words of its own says that it has no template, which the API would take from the first treatment", () => {
    const own: Piece = { ...template, source: "own", message: { EmailMessage: { Title: "Hi", HtmlBody: "<p>" } } };
    const second = { ...newTreatment("B", "40"), pieces: { EMAIL: own } };
    const [treatment] = requestOf({ ...complete(), treatments: [...complete().treatments, second] }).AdditionalTreatments!;
    expect(treatment).toMatchObject({ TemplateConfiguration: { EmailTemplate: {} }, MessageConfiguration: own.message });
    expect(requestOf(complete()).MessageConfiguration).toEqual({ DefaultMessage: {} });
  });

  it("that is held starts at a time, for at once cannot be paused", () => {
    const request = pausedRequestOf(complete(), NOW);
    expect(request.IsPaused).toBe(true);
    expect(request.Schedule!.StartTime).toBe("2026-11-22T12:00:00.000Z");
    const daily = pausedRequestOf({ ...complete(), schedule: { ...newSchedule(), frequency: "DAILY" } }, NOW);
    expect(daily.Schedule!.StartTime).toBe("IMMEDIATE");
  });

  it("comes back as it was", () => {
    const draft = {
      ...complete(),
      holdout: "10",
      limits: { Daily: "2" },
      hook: { target: "function" as const, value: "crm", mode: "FILTER" as const },
    };
    expect(requestOf(draftOf(stored(draft)))).toEqual(requestOf(draft));
  });

  it("tells the API what is to go, for what is left out stays", () => {
    const before = stored(
      { ...complete(), limits: { Daily: "2" }, hook: { target: "url", value: "https://a.example/x", mode: "FILTER" } },
      { Description: "old" },
    );
    const request = requestOf({ ...complete(), description: "" }, before);
    expect(request).toMatchObject({ Description: " ", Limits: { Daily: 0 }, Hook: { LambdaFunctionName: "", WebUrl: "" } });
    expect(draftOf({ ...before, ...request } as CampaignResponse)).toMatchObject({
      description: "",
      limits: {},
      hook: { target: "none" },
    });
  });

  it("stays bound to the version of its segment while the segment is the same", () => {
    expect(requestOf(complete(), stored(complete()))).not.toHaveProperty("SegmentId");
    expect(requestOf({ ...complete(), segmentId: "other" }, stored(complete()))).toHaveProperty("SegmentId", "other");
  });

  it("that is copied may not start in the past", () => {
    const past = { ...stored(complete()), Schedule: { StartTime: "2026-11-01T09:00:00Z", Frequency: "ONCE" as const } };
    expect(textsOf(draftOf(past))).toEqual([]);
    expect(textsOf(copyOf(past, "Autumn (copy)"))).toEqual(["past"]);
  });

  it("warns of what may surprise", () => {
    const message = { EmailMessage: { Title: "a", HtmlBody: "<p>b</p>" } };
    const own: Piece = { source: "own", template: "", version: "", message };
    const draft = { ...complete(), treatments: [{ ...newTreatment("", ""), pieces: { EMAIL: own } }] };
    const keys = (bodies: readonly string[]) => warningsOf(draft, new Set(), bodies).map(({ key }) => key);
    expect(ownBodies(draft)).toEqual(["<p>b</p>"]);
    expect(keys(ownBodies(draft))).toEqual(["warnChannel", "warnUnsubscribe", "warnNow"]);
    expect(keys(["{{UnsubscribeUrl}}"])).toEqual(["warnChannel", "warnNow"]);
  });
});

describe("what the wizard does not show is kept", () => {
  const Attributes = { plan: { AttributeType: "INCLUSIVE" as const, Values: ["gold"] } };
  const Metrics = { price: { ComparisonOperator: "GREATER_THAN", Value: 9 } };
  const EventFilter = { FilterType: "ENDPOINT" as const, Dimensions: { EventType: { Values: ["buy"] }, Attributes, Metrics } };
  const campaign = {
    ...stored(complete()),
    TemplateConfiguration: {},
    MessageConfiguration: {
      EmailMessage: { Title: "a", HtmlBody: "b", Headers: [{ Name: "X-Shop", Value: "1" }] },
      SMSMessage: { Body: "c", EntityId: "e", TemplateId: "t" },
      APNSMessage: { Body: "d", SilentPush: true, TimeToLive: 0 },
    },
    Schedule: { StartTime: "2026-12-01T09:00:00Z", Frequency: "EVENT" as const, EventFilter },
    AdditionalTreatments: [
      {
        Id: "1",
        SizePercent: 10,
        TreatmentDescription: "bold",
        MessageConfiguration: { CustomMessage: { Data: "x" } },
        TemplateConfiguration: {},
        CustomDeliveryConfiguration: { DeliveryUri: "crm-send", EndpointTypes: ["EMAIL" as const] },
        Schedule: { StartTime: "2027-01-01T00:00:00Z", Frequency: "EVENT" as const, EventFilter },
      },
    ],
  };
  const request = requestOf(draftOf(campaign), campaign);

  it("of an event's filter", () => {
    expect(request.Schedule!.EventFilter!.Dimensions).toMatchObject({ Attributes, Metrics });
  });

  it("of messages on all channels", () => {
    expect(request.MessageConfiguration).toEqual(campaign.MessageConfiguration);
  });

  it("of treatments: description, schedule, delivery, and silence on other channels", () => {
    const [treatment] = request.AdditionalTreatments!;
    expect(treatment).toMatchObject({
      TreatmentDescription: "bold",
      MessageConfiguration: { CustomMessage: { Data: "x" } },
      CustomDeliveryConfiguration: { DeliveryUri: "crm-send", EndpointTypes: ["EMAIL"] },
      Schedule: { StartTime: "2027-01-01T00:00:00Z", Frequency: "EVENT" },
    });
    expect(treatment!.MessageConfiguration).not.toHaveProperty("EmailMessage");
  });
});

describe("the server's refusals", () => {
  it.each([
    ["StartTime must be at least current time.", { step: 3, field: "start", treatment: 0 }],
    ["AdditionalTreatments[1].Schedule.EndTime must not be before StartTime.", { step: 3, field: "end", treatment: 1 }],
    ["Limits.Daily must be between 0 and 100, got 200.", { step: 3, field: "Limits.Daily", treatment: 0 }],
    ["MessageConfiguration.SMSMessage.Body may have 1,600 characters", { step: 2, field: "SMSMessage.Body", treatment: 0 }],
    ["MessageConfiguration.InAppMessage.Content[0].HeaderConfig.Header may", { step: 2, field: "InAppMessage.Content.0.HeaderConfig.Header", treatment: 0 }],
    ["Segment 'x' does not exist.", { step: 1, field: "SegmentId", treatment: 0 }],
    ["Schedule.EventFilter.FilterType must be one of", { step: 3, field: "events", treatment: 0 }],
    ["HoldoutPercent and the SizePercent of all treatments add up to 120", { step: 0, field: "shares", treatment: 0 }],
    ["Hook.WebUrl must be a full HTTPS URL.", { step: 1, field: "Hook", treatment: 0 }],
  ])("find their field: %s", (message, place) => {
    expect(placeOf({ kind: "refused", message })).toEqual(place);
  });

  it("that are about nothing in particular stay above", () => {
    expect(placeOf({ kind: "refused", message: "At most 200 active campaigns are possible." })).toBeUndefined();
    expect(placeOf({ kind: "server", message: "StartTime" })).toBeUndefined();
  });
});

describe("results", () => {
  const nothing = Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Record<keyof Figures, number>;
  const figures = { ...nothing, Sent: 100, Delivered: 60, HardBounced: 20, Opened: 30 };

  it("are shares of what was sent, or of what was delivered", () => {
    expect(rateOf("Delivered", figures, ["EMAIL"])).toBe(0.6);
    expect(rateOf("Delivered", figures, ["EMAIL", "SMS"])).toBe(0.75);
    expect(rateOf("Opened", figures, ["EMAIL"])).toBe(0.5);
    expect(rateOf("Sent", figures, ["EMAIL"])).toBeUndefined();
    expect(rateOf("Opened", nothing, ["EMAIL"])).toBeUndefined();
    expect(rateOf("Delivered", { ...nothing, Sent: 10 }, ["EMAIL"])).toBeUndefined();
  });

  it("tell of the campaign's channels, and of others that have counts", () => {
    expect(totalOf([figures, figures]).Opened).toBe(60);
    expect(measuresOf(["SMS"], { ...nothing, PushOpened: 1 })).toEqual(["Sent", "TextsDelivered", "PushOpened"]);
  });

  it("reach back to the campaign's beginning, at most 92 days", () => {
    expect(rangeOf("2026-11-01T10:00:00Z", NOW)).toEqual({ start: "2026-11-01", end: "2026-11-21" });
    expect(rangeOf("2020-01-01T00:00:00Z", NOW).start).toBe("2026-08-22");
  });

  it("of a run tell in words how it ended", () => {
    const activity = { ApplicationId: "a", CampaignId: "c", Id: "r" };
    expect(resultOf({ ...activity, State: "RUNNING" })).toBeUndefined();
    expect(resultOf({ ...activity, State: "COMPLETED", Result: "SUCCESS" })).toBe("ok");
    expect(resultOf({ ...activity, State: "COMPLETED", Result: "FAIL", TotalEndpointCount: 0 })).toBe("notStarted");
    expect(resultOf({ ...activity, State: "COMPLETED", Result: "FAIL", TotalEndpointCount: 4 })).toBe("nothingSent");
    expect(resultOf({ ...activity, State: "CANCELLED" })).toBe("skipped");
    expect(leftOut({ ...activity, ExecutionMetrics: { ENDPOINT_PRODUCED: "9", HOLDOUT: "2", DAILY_CAP: "4" } })).toEqual([
      ["DAILY_CAP", 4],
      ["HOLDOUT", 2],
    ]);
  });
});

describe("versions", () => {
  it("are compared by what people change, whatever the order of members", () => {
    const one = stored(complete(), { Version: 1, LastModifiedDate: "a" });
    const { Name, ...rest } = stored(complete(), { Version: 2, LastModifiedDate: "b" });
    expect(comparable(one)).toBe(comparable({ ...rest, ...(Name ? { Name } : {}) } as CampaignResponse));
    expect(comparable(one)).not.toBe(comparable({ ...one, Name: "Winter" }));
  });
});
