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

const attribute = (name: string, ...values: string[]): Criterion => ({ ...newCriterion("attribute"), name, values });

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
              UserAttributes: { Since: { AttributeType: "BETWEEN" as const, Values: ["2026-01-01", "2026-02-01"] } },
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
    [{ ...attribute("Since", "yesterday"), operator: "AFTER" }, "needDate"],
    [{ ...attribute("Since", "2026-01-01"), operator: "BETWEEN" }, "needTwo"],
    [{ ...newCriterion("metric"), name: "Score", value: "many" }, "needNumber"],
    [attribute("Genre", "x"), undefined],
  ])("tells what a rule lacks", (criterion, fault) => {
    expect(faultOf(criterion)).toBe(fault);
    const draft = { ...newDraft(), groups: [{ ...newDraft().groups[0]!, sets: [[criterion]] }] };
    expect(isComplete(draft)).toBe(fault === undefined);
  });
});
