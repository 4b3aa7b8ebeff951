import { describe, expect, it } from "vitest";

import {
  collides,
  draftOf,
  faultOf,
  isComplete,
  newCriterion,
  newDraft,
  requestOf,
  type Criterion,
} from "../src/pages/segments/definition";
import { text } from "../src/i18n/language";
import { texts } from "../src/pages/segments/texts";
import { heldOf, jointOf, ruleAt, sentenceOf, type Words } from "../src/pages/segments/words";

const attribute = (name: string, ...values: string[]): Criterion => ({ ...newCriterion("attribute"), name, values });

const words: Words = (key, values) => text(texts, "en", key, values);

describe("a rule in words", () => {
  it.each([
    [attribute("Genre", "Crime", "Travel"), "Endpoint attribute “Genre” is Crime or Travel"],
    [{ ...attribute("Genre", "Crime", "Travel"), operator: "EXCLUSIVE" }, "Endpoint attribute “Genre” is not Crime nor Travel"],
    [{ ...attribute("Since", "2026-01-01", "2026-02-01"), operator: "BETWEEN" }, "Endpoint attribute “Since” is between 2026-01-01 and 2026-02-01"],
    [{ ...newCriterion("metric"), name: "Score", operator: "LESS_THAN_OR_EQUAL", value: "3" }, "Metric “Score” is at most 3"],
    [{ ...newCriterion("recency"), value: "DAY_7" }, "Was active within 7 days"],
    [{ ...newCriterion("gps"), latitude: "46.5", longitude: "11.3", kilometers: "20" }, "Is at most 20 km away from 46.5, 11.3"],
    [newCriterion("country"), "Country is …"],
  ])("%#", (criterion, sentence) => {
    expect(sentenceOf(words, criterion)).toBe(sentence);
  });

  it("is joined in words", () => {
    const id = "0123456789abcdef0123456789abcdef";
    const names = new Map([[id, "Readers"]]);
    expect(jointOf(words, `ALL of 2 groups of segment ${id} version 3`, names)).toBe("All of 2 groups");
    expect(jointOf(words, "NONE of 1 sets of dimensions", names)).toBe("None of 1 sets of rules");
    expect(jointOf(words, `is a member of segment ${id} version 3`, names)).toBe("Is in the segment “Readers” (3)");
    expect(jointOf(words, "something new", names)).toBe("something new");
    expect(heldOf(words, "1 of 2 hold")).toBe("1 of 2 hold");
    expect(heldOf(words, 3)).toBeUndefined();
  });

  it("is found by the path that the API names", () => {
    const draft = draftOf({
      SegmentGroups: { Groups: [{ Dimensions: [{}, { Metrics: { "a.b": { ComparisonOperator: "EQUAL", Value: 1 } } }] }] },
    } as never);
    expect(ruleAt(draft, "Groups[0].Dimensions[1].Metrics.a.b")).toMatchObject({ kind: "metric", name: "a.b" });
    expect(ruleAt(draft, "Groups[0].")).toBeUndefined();
    expect(ruleAt(draft, "Groups[3].Dimensions[0].Location.Country")).toBeUndefined();
  });
});

describe("a segment", () => {
  it("without rules is everybody", () => {
    expect(requestOf({ ...newDraft(), name: "All" })).toEqual({ Name: "All", Dimensions: {} });
  });

  it("survives the way to the builder and back", () => {
    const groups = {
      Include: "ANY" as const,
      Groups: [
        {
          SourceType: "NONE" as const,
          SourceSegments: [{ Id: "s1", Version: 2 }],
          Type: "ANY" as const,
          Dimensions: [
            {
              Attributes: { Genre: { AttributeType: "CONTAINS" as const, Values: ["Crime"] } },
              UserAttributes: { Since: { AttributeType: "NOT_BETWEEN" as "BETWEEN", Values: ["2026-01-01", "2026-02-01"] } },
              Metrics: { Score: { ComparisonOperator: "GREATER_THAN", Value: 3 } },
            },
            {
              Behavior: { Recency: { RecencyType: "INACTIVE" as const, Duration: "DAY_7" as const } },
              Demographic: { Channel: { DimensionType: "EXCLUSIVE" as const, Values: ["SMS"] } },
              Location: {
                Country: { DimensionType: "INCLUSIVE" as const, Values: ["DE"] },
                GPSPoint: { Coordinates: { Latitude: 46.5, Longitude: 11.3 }, RangeInKilometers: 20 },
              },
            },
          ],
        },
      ],
    };
    const draft = draftOf({ Name: "x", SegmentGroups: groups } as never);
    expect(requestOf(draft)).toEqual({ Name: "x", SegmentGroups: groups });
  });

  it("with two rules about one thing needs two objects, which under ALL means the same", () => {
    const set = [attribute("Genre", "a"), attribute("Genre", "b")];
    const draft = { ...newDraft(), groups: [{ ...newDraft().groups[0]!, sets: [set] }] };
    expect(requestOf(draft).SegmentGroups!.Groups![0]!.Dimensions).toHaveLength(2);
    expect(collides(set, "ALL")).toBe(false);
    expect(collides(set, "ANY")).toBe(true);
  });

  it.each([
    [attribute("", "x"), "needName"],
    [attribute("Genre"), "needValues"],
    [{ ...attribute("Since", "yesterday"), operator: "AFTER" }, "badDate"],
    [{ ...attribute("Since", "2026-13-01"), operator: "AFTER" }, "badDate"],
    [{ ...attribute("Since", "2026-01-01", "2026-02-01"), operator: "ON" }, "oneDate"],
    [{ ...attribute("Since", "2026-02-01", "2026-01-01"), operator: "NOT_BETWEEN" }, "badOrder"],
    [{ ...newCriterion("country"), values: ["Germany"] }, "badCountry"],
    [{ ...newCriterion("gps"), latitude: "95", longitude: "1", kilometers: "1" }, "badPlace"],
    [{ ...newCriterion("gps"), latitude: "45", longitude: "1", kilometers: "0" }, "badRadius"],
    [{ ...newCriterion("gps"), latitude: "45", longitude: "x", kilometers: "1" }, "badNumber"],
    [{ ...newCriterion("gps"), latitude: "45", longitude: "11" }, "needNumber"],
    [attribute("Genre", "x".repeat(101)), "tooLong"],
    [{ ...attribute("Since", "2026-01-01"), operator: "BETWEEN" }, "needTwo"],
    [{ ...newCriterion("metric"), name: "Score", value: "many" }, "badNumber"],
    [{ ...newCriterion("metric"), name: "Score" }, "needNumber"],
    [attribute("Genre", "x"), undefined],
  ])("tells what a rule lacks", (criterion, fault) => {
    expect(faultOf(criterion)).toBe(fault);
    const draft = { ...newDraft(), groups: [{ ...newDraft().groups[0]!, sets: [[criterion]] }] };
    expect(isComplete(draft)).toBe(fault === undefined);
  });
});
