import { describe, expect, it } from "vitest";

import { axisOf, percentAt } from "../src/components/intervals";
import { distinct, points, shortened, shower, tickShower } from "../src/components/figureValues";
import { formats } from "../src/i18n/language";

describe("a figure's numbers", () => {
  it("leave out what is not known, and keep zero", () => {
    expect(points(["a", "b", "c"], [1, undefined, 0])).toEqual([
      { x: "a", y: 1 },
      { x: "c", y: 0 },
    ]);
  });

  it("are written in the reader's way", () => {
    const german = formats("de");
    expect(shower(german, "number")(1234.5)).toBe("1.234,5");
    expect(shower(german, "share")(0.1234)).toBe("12,34\u00a0%");
    expect(shower(formats("en"), "lift")(0.677)).toBe("+67.7%");
    expect(tickShower(formats("en"), "number")(12_000)).toBe("12k");
  });

  it("tell durations in the largest unit of which there are two", () => {
    const { duration } = formats("en");
    expect([45, 119, 180, 7200, 200_000].map(duration)).toEqual(["45 secs", "119 secs", "3 mins", "2 hrs", "2.3 days"]);
  });

  it("take currencies that are none", () => {
    expect(formats("en").money(5, "EUR")).toBe("€5.00");
    expect(formats("en").money(5, "coins")).toBe("5 coins");
  });
});

describe("labels", () => {
  it("are shortened for the drawing", () => {
    expect(shortened("a".repeat(26))).toHaveLength(26);
    expect(shortened("The quick brown fox jumps over")).toBe("The quick brown fox jumps…");
  });

  it("are told apart when two are alike", () => {
    expect(distinct(["News", "News", "Other", "News"])).toEqual(["News", "News (2)", "Other", "News (3)"]);
  });
});

describe("the axis of intervals", () => {
  const interval = (value?: number, low?: number, high?: number) => ({ label: "", value, low, high });

  it("holds all whiskers and the reference, with round ticks", () => {
    const axis = axisOf([interval(0.677, 0.351, 1.081), interval(0.41, 0.125, 0.766)], 0);
    expect(axis.ticks).toEqual([0, 0.5, 1, 1.5]);
    expect(percentAt(axis, 0)).toBe(0);
    expect(percentAt(axis, 0.75)).toBe(50);
  });

  it("goes below zero where the intervals do", () => {
    const { from, to } = axisOf([interval(0.1, -0.27, 0.4)], 0);
    expect(from).toBeLessThanOrEqual(-0.27);
    expect(to).toBeGreaterThanOrEqual(0.4);
  });

  it("lives with a single point, with none, and with zero", () => {
    expect(axisOf([interval(5)]).ticks.length).toBeGreaterThan(1);
    expect(axisOf([interval()])).toEqual({ from: 0, to: 1, ticks: [0, 1] });
    expect(axisOf([interval(0, 0, 0)]).to).toBeGreaterThan(0);
  });
});
