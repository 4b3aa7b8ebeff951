import { describe, expect, it } from "vitest";

import { askedIn, cohortRates, nameOf, periodsIn, textOf, trimmed, wireOf } from "../src/pages/analytics/archive";
import { reportsOf } from "../src/pages/analytics/channelEvents";
import { queryOf } from "../src/pages/analytics/eventReport";
import { kpiRanges, lastPiece, together, valuesByDay } from "../src/pages/analytics/kpis";
import { daysOf, instantsOf, isReadable, presetIn, rangeIn } from "../src/pages/analytics/range";
import { tabIn } from "../src/pages/analytics/tabs";
import { bandsOf } from "../src/pages/events/arrivals";
import { numbersIn, textsIn } from "../src/pages/events/testEvent";

const TODAY = "2026-11-22";
const of = (query: string) => new URLSearchParams(query);

describe("the range in the address", () => {
  it("is the last thirty days unless told", () => {
    expect(rangeIn(of(""), TODAY)).toEqual({ start: "2026-10-24", end: TODAY });
    expect(daysOf(rangeIn(of(""), TODAY))).toHaveLength(30);
  });

  it("may be a number of days, or two days", () => {
    expect(rangeIn(of("days=7"), TODAY).start).toBe("2026-11-16");
    expect(rangeIn(of("from=2026-02-27&to=2026-03-02"), TODAY)).toEqual({ start: "2026-02-27", end: "2026-03-02" });
    expect(presetIn(of("from=2026-02-27&to=2026-03-02"))).toBeUndefined();
  });

  it.each(["days=0", "days=93", "days=x", "from=2026-03-02&to=2026-03-01", "from=2026-01-01&to=2026-12-31", "from=x&to=y"])(
    "falls back from %s",
    (query) => expect(daysOf(rangeIn(of(query), TODAY))).toHaveLength(30),
  );

  it("counts days over a change of the clocks", () => {
    expect(daysOf({ start: "2026-10-24", end: "2026-10-26" })).toEqual(["2026-10-24", "2026-10-25", "2026-10-26"]);
  });

  it("holds its last day whole", () => {
    expect(instantsOf({ start: "2026-11-01", end: "2026-11-30" }).End).toBe("2026-12-01T00:00:00Z");
  });

  it("has at most 92 days", () => {
    expect(isReadable({ start: "2026-01-01", end: "2026-04-02" })).toBe(true);
    expect(isReadable({ start: "2026-01-01", end: "2026-04-03" })).toBe(false);
  });
});

describe("tabs", () => {
  it("are found in their group by the names that addresses have", () => {
    expect(tabIn("funnels")).toEqual({ group: "behaviour", tab: "funnels" });
    expect(tabIn("experiments")).toEqual({ group: "results", tab: "experiments" });
    expect(tabIn("nonsense").tab).toBe("usage");
  });
});

describe("KPIs", () => {
  it("are asked for in pieces that they take", () => {
    const pieces = kpiRanges({ start: "2026-08-25", end: TODAY }, TODAY);
    expect(pieces.map((piece) => daysOf(piece).length)).toEqual([31, 31, 28]);
    expect(pieces.at(-1)?.end).toBe(TODAY);
  });

  it("are not asked for before what is kept", () => {
    expect(kpiRanges({ start: "2026-06-01", end: "2026-08-31" }, TODAY)).toEqual([{ start: "2026-08-25", end: "2026-08-31" }]);
    expect(kpiRanges({ start: "2026-06-01", end: "2026-06-30" }, TODAY)).toEqual([]);
  });

  it("by campaign are of the last 31 days", () => {
    const short = { start: "2026-11-01", end: TODAY };
    expect(lastPiece(short)).toBe(short);
    expect(daysOf(lastPiece({ start: "2026-08-25", end: TODAY }))).toHaveLength(31);
  });

  it("are zero on a day without, and unknown where it is a share or too long ago", () => {
    const rows = [{ key: "2026-11-21", value: 4 }];
    const days = ["2026-08-01", "2026-11-20", "2026-11-21"];
    expect(valuesByDay(rows, days, TODAY, false)).toEqual([undefined, 0, 4]);
    expect(valuesByDay(rows, days, TODAY, true)).toEqual([undefined, undefined, 4]);
  });

  it("stand side by side by their keys", () => {
    const found = together([[{ key: "a", value: 1 }], [{ key: "b", value: 2 }, { key: "a", value: 3 }]]);
    expect(found).toEqual({ keys: ["a", "b"], values: [[1, undefined], [3, 2]] });
  });
});

describe("an event that is asked about", () => {
  it.each([
    { type: "view" },
    { type: "view", attribute: "plan", values: ["gold", "silver & co"] },
    { type: "50% off?", attribute: "a=b", values: ["x"] },
  ])("survives the address: $type", (asked) => expect(askedIn(textOf(asked))).toEqual(asked));

  it("is read from old addresses", () => {
    expect(askedIn("_session.start")).toEqual({ type: "_session.start" });
  });

  it("goes out as the API has it", () => {
    expect(wireOf({ type: "view", attribute: "plan", values: ["gold"] })).toEqual({
      EventType: "view",
      Attributes: { plan: ["gold"] },
    });
    expect(wireOf({ type: "view", attribute: "plan", values: [] })).toEqual({ EventType: "view" });
    expect(nameOf({ type: "view", attribute: "plan", values: ["gold", "silver"] })).toBe("view (plan: gold, silver)");
  });

  it("takes several values, by comma", () => {
    const query = queryOf("view", { attribute: " plan ", values: "gold, silver,", metric: "", groupBy: "" });
    expect(query["attribute.plan"]).toEqual(["gold", "silver"]);
  });
});

describe("cohorts", () => {
  const cohort = { Date: "2026-11-02", Users: 4, Returned: [{ Period: 1, Users: 2, Rate: 0.5 }] };

  it("have zero where nobody was back, and nothing where the time has not come", () => {
    const range = { start: "2026-11-02", end: "2026-11-20" };
    expect(cohortRates(cohort, "WEEK", 4, range)).toEqual([0, 0.5, 0, undefined]);
  });

  it("end with the last column that something is known of", () => {
    expect(trimmed([[1, 0, undefined, undefined], [1, undefined, undefined, undefined]])).toEqual([[1, 0], [1, undefined]]);
  });

  it("ask for as many weeks as a range touches", () => {
    expect(periodsIn({ start: "2026-11-02", end: "2026-11-22" }, "WEEK")).toBe(4);
    expect(periodsIn({ start: "2026-01-01", end: "2026-04-01" }, "DAY")).toBe(15);
  });
});

describe("events", () => {
  const type = (EventType: string, Count: number) => ({ EventType, Count, Days: [{ Date: TODAY, Count }] });

  it("belong to the channel that their name begins with", () => {
    const counted = [type("_email.open", 1), type("_campaign.send", 1), type("_campaign.opened_notification", 1)];
    expect(reportsOf("email", counted).map(({ EventType }) => EventType)).toEqual(["_email.open"]);
    expect(reportsOf("push", counted).map(({ EventType }) => EventType)).toEqual(["_campaign.opened_notification"]);
  });

  it("beyond the most frequent are drawn together, and none is lost", () => {
    const types = [type("a", 5), type("b", 3), type("c", 2), type("d", 1)];
    const bands = bandsOf(types, ["2026-11-21", TODAY], 2);
    expect(bands).toEqual([
      { type: "a", values: [0, 5] },
      { type: "b", values: [0, 3] },
      { values: [0, 3] },
    ]);
    expect(bandsOf(types, [TODAY], 4)).toHaveLength(4);
  });

  it("to test with have attributes that are texts and metrics that are numbers", () => {
    expect(textsIn('{"plan": "gold"}')).toEqual({ plan: "gold" });
    expect(textsIn('{"plan": 1}')).toBeUndefined();
    expect(textsIn("[]")).toBeUndefined();
    expect(numbersIn('{"price": 1.5}')).toEqual({ price: 1.5 });
    expect(numbersIn('{"price": "1.5"}')).toBeUndefined();
    expect(numbersIn("")).toEqual({});
    expect(numbersIn("{")).toBeUndefined();
  });
});
