import { describe, expect, it } from "vitest";

import { BLANK_DECLARATION, declarationOf, isDeclarable } from "../src/pages/analytics/declaration";
import { deviationOf, isOver, outcomesOf, verdictOf, type ArmOutcome, type Report } from "../src/pages/analytics/experiment";
import { baselinesOf, FIRST_PLAN, liftsAround, requestOf } from "../src/pages/analytics/planning";

const visit: ArmOutcome = { Name: "visit", Count: 12, Converted: 10, Rate: 0.1, Low: 0.05, High: 0.18 };
const spend: ArmOutcome = { Name: "spend", Count: 12, Converted: 10, Sum: 850, Mean: 0.85, Low: 0.23, High: 1.47 };
const report: Report = {
  Id: "x",
  Name: "Autumn",
  State: "READY",
  CreationDate: "2026-11-01T00:00:00Z",
  Control: "unmailed",
  Progress: 1,
  Arms: [
    { Name: "mailed", Size: 900, Outcomes: [{ ...visit, Rate: 0.2 }, spend] },
    { Name: "unmailed", Size: 1000, Outcomes: [visit, spend] },
  ],
};

describe("a report", () => {
  it("is laid out by outcome, and knows means from rates", () => {
    const outcomes = outcomesOf(report);
    expect(outcomes.map(({ name, isMean }) => [name, isMean])).toEqual([["visit", false], ["spend", true]]);
    expect(outcomes[0]?.rows.map(({ isControl }) => isControl)).toEqual([false, true]);
  });

  it.each([
    ["HIGHER", false, "saysHigher"],
    ["LOWER", true, "saysLower"],
    ["UNDECIDED", false, "saysKeepGoing"],
    ["UNDECIDED", true, "saysNothing"],
  ] as const)("says of %s what to do (over: %s)", (Verdict, over, says) => {
    const Sequential = { Verdict, PValue: 1, LiftLow: null, LiftHigh: null };
    expect(verdictOf({ ...visit, Sequential }, over)).toBe(says);
  });

  it("says that it is too early where there is no verdict", () => {
    expect(verdictOf(visit, false)).toBe("saysTooEarly");
  });

  it("is over when its window is", () => {
    expect(isOver({ ...report, End: "2026-11-16T00:00:00Z" }, "2026-11-16")).toBe(true);
    expect(isOver({ ...report, End: "2026-11-16T00:00:00Z" }, "2026-11-15")).toBe(false);
    expect(isOver(report, "2030-01-01")).toBe(false);
  });
});

describe("a declaration", () => {
  const nameOf = (id: string) => ({ a: "Mailed", b: "Unmailed" })[id] ?? id;
  const form = { ...BLANK_DECLARATION, name: " Autumn ", outcomes: [{ event: "buy", metric: "price" }, { event: "", metric: "" }] };

  it("on a campaign names it, and the outcomes that were filled in", () => {
    expect(declarationOf({ ...form, campaign: "c", lastDay: "2026-11-30" }, nameOf)).toEqual({
      Name: "Autumn",
      CampaignId: "c",
      Outcomes: [{ Name: "buy (price)", EventType: "buy", Metric: "price" }],
      End: "2026-12-01T00:00:00Z",
    });
  });

  it("on segments names arms and the control among them", () => {
    const made = declarationOf({ ...form, kind: "segments", segments: ["a", "b"], control: "b" }, nameOf);
    expect(made).toMatchObject({ Arms: [{ Name: "Mailed", SegmentId: "a" }, { Name: "Unmailed", SegmentId: "b" }], Control: "Unmailed" });
  });

  it("waits for all that is needed", () => {
    expect(isDeclarable({ ...form, campaign: "c" })).toBe(true);
    expect(isDeclarable({ ...form, campaign: "c", name: " " })).toBe(false);
    expect(isDeclarable({ ...form, kind: "segments", segments: ["a", "b"], control: "" })).toBe(false);
    expect(isDeclarable({ ...form, kind: "segments", segments: ["a"], control: "a" })).toBe(false);
  });
});

describe("a plan", () => {
  it("asks in shares what is written in percent", () => {
    expect(requestOf({ ...FIRST_PLAN, rate: "10.6", lift: "10", arms: "3", control: "10", daily: "20000" })).toEqual({
      Rate: 0.106,
      MinimumLift: 0.1,
      Arms: 3,
      ControlPercent: 10,
      Power: 0.8,
      DailyRecipients: 20000,
    });
  });

  it("may ask for the lift instead", () => {
    const request = requestOf({ ...FIRST_PLAN, goal: "people", people: "5000" });
    expect(request).toMatchObject({ Recipients: 5000 });
    expect(request).not.toHaveProperty("MinimumLift");
  });

  it("starts from the control of a past experiment, whose deviation follows from its interval", () => {
    const [rate, mean] = baselinesOf(report);
    expect(rate?.changes).toEqual({ kind: "rate", rate: "10" });
    expect(mean?.changes).toMatchObject({ kind: "mean", mean: "0.8500" });
    expect(deviationOf(spend, 1000)).toBeCloseTo(10.0, 1);
  });

  it("looks at smaller and larger lifts, too", () => {
    expect(liftsAround(0.1)).toEqual([0.05, 0.075, 0.1, 0.15, 0.2]);
  });
});
