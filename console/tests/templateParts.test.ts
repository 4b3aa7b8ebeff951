import { describe, expect, it } from "vitest";

import { sorted } from "../src/components/useKnownNames";
import { lacking, pairsOf, withDefault } from "../src/pages/templates/defaults";
import { headersOf } from "../src/pages/templates/headers";
import { HELPERS, ownWords } from "../src/pages/templates/palette";
import { noteOf } from "../src/pages/templates/pushNote";
import { best, isAddress } from "../src/pages/templates/reached";
import { contrast, isColour, layoutOf, screensOf } from "../src/pages/templates/screens";
import { smsSize } from "../src/pages/templates/smsParts";

describe("a text message", () => {
  it.each([
    ["a".repeat(160), "GSM", 160, 1, 0],
    ["a".repeat(161), "GSM", 161, 2, 145],
    ["€".repeat(80), "GSM", 160, 1, 0],
    ["ж".repeat(70), "Unicode", 70, 1, 0],
    ["ж".repeat(71), "Unicode", 71, 2, 63],
    ["😀".repeat(35), "Unicode", 70, 1, 0],
    ["", "GSM", 0, 1, 160],
  ])("%s is told in parts", (text, encoding, units, parts, left) => {
    expect(smsSize(text)).toMatchObject({ encoding, units, parts, left, isTooLong: false });
  });

  it("tells which characters need the long alphabet", () => {
    expect(smsSize("Grüße – ☺ ☺").odd).toEqual(["–", "☺"]);
  });

  it.each([
    ["a".repeat(1600), false],
    ["a".repeat(1601), true],
    ["ж".repeat(631), true],
  ])("may be too long", (text, isTooLong) => {
    expect(smsSize(text).isTooLong).toBe(isTooLong);
  });
});

describe("a push on a phone", () => {
  const rendered = { "Default.Title": "T", "Default.Body": "B", "APNS.Title": "A", "APNS.MediaUrl": "m" };

  it("has a platform's own texts before those for all", () => {
    expect(noteOf(rendered, "APNS")).toMatchObject({ title: "A", body: "B", picture: "m" });
    expect(noteOf(rendered, "GCM")).toMatchObject({ title: "T", body: "B", picture: "" });
  });

  it.each([
    ['{"aps":{"alert":{"title":"x","body":"y"}}}', "x", "y"],
    ['{"aps":{"alert":"y"}}', "", "y"],
    ['{"notification":{"title":"x","body":"y"}}', "x", "y"],
    ['{"data":{"pinpoint.notification.title":"x","pinpoint.notification.body":"y"}}', "x", "y"],
    ["{}", "", ""],
  ])("has raw content before all: %s", (raw, title, body) => {
    expect(noteOf({ ...rendered, "APNS.RawContent": raw }, "APNS")).toMatchObject({ title, body, isRawBroken: false });
  });

  it("tells raw content that is no JSON", () => {
    expect(noteOf({ "GCM.RawContent": "[1" }, "GCM").isRawBroken).toBe(true);
  });
});

describe("an in-app screen", () => {
  it("is read with what it lacks filled in, and only real colours", () => {
    const content = { Layout: "NO_SUCH", Content: [{ BackgroundColor: "url(https://evil.example)", HeaderConfig: { Header: "Hi" } }] };
    expect(layoutOf(content)).toBe("BOTTOM_BANNER");
    expect(screensOf(content)).toEqual([
      {
        background: "#FFFFFF",
        picture: "",
        header: { text: "Hi", color: "#000000", alignment: "left" },
        body: { text: "", color: "#000000", alignment: "left" },
        buttons: [],
      },
    ]);
  });

  it("knows what can be read", () => {
    expect(contrast("#000000", "#FFFFFF")).toBeCloseTo(21);
    expect(contrast("#fff", "#FFFFFF")).toBeCloseTo(1);
    expect(contrast("#767676", "#ffffff")).toBeGreaterThan(4.5);
    expect(isColour("red")).toBe(false);
  });
});

describe("defaults", () => {
  it("are pairs of a JSON object, or nothing", () => {
    expect(pairsOf('{"a":"1","b":2}')).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ]);
    expect(pairsOf("[1]")).toBeUndefined();
    expect(pairsOf("")).toEqual([]);
  });

  it("are offered for variables without one", () => {
    expect(lacking(["Address", "Name", "Attributes.x"], '{"Name":""}')).toEqual(["Attributes.x"]);
    expect(withDefault('{"a":"1"}', "b")).toBe('{\n  "a": "1",\n  "b": ""\n}');
  });
});

describe("the palette", () => {
  it("writes names with blanks in brackets", () => {
    const words = ownWords({ attribute: ["First name", "Genre"], userAttribute: [], metric: ["Orders"] });
    expect(words.map(({ text }) => text)).toEqual(["{{Attributes.[First name]}}", "{{Attributes.Genre}}", "{{Metrics.Orders}}"]);
  });

  it("is sorted from what the API names", () => {
    expect(sorted(["UserAttributes.Plan", "Attributes.Genre", "Metrics.Orders", "Attributes.First name"])).toEqual({
      attribute: ["Genre", "First name"],
      userAttribute: ["Plan"],
      metric: ["Orders"],
    });
  });

  it("has every helper of the language", () => {
    const named = Object.values(HELPERS).flat();
    expect(new Set(named.map(({ label }) => label)).size).toBe(named.length);
    expect(named).toHaveLength(47);
  });
});

it("headers are read whatever was stored", () => {
  expect(headersOf({ Headers: [{ Name: "Reply-To" }] })).toEqual([{ Name: "Reply-To", Value: "" }]);
  expect(headersOf({})).toEqual([]);
});

it("of somebody's endpoints the one that the message reaches is taken", () => {
  const endpoints = [
    { Id: "1", ChannelType: "EMAIL" as const },
    { Id: "2", ChannelType: "APNS_SANDBOX" as const },
  ];
  expect(best(endpoints, "PUSH")?.Id).toBe("2");
  expect(best(endpoints, "SMS")?.Id).toBe("1");
  expect(best([], "SMS")).toBeUndefined();
});

it.each([
  ["a@b.de", "EMAIL", true],
  ["u4", "EMAIL", false],
  ["+4917012345678", "SMS", true],
  ["u4", "VOICE", false],
  ["any token", "PUSH", true],
] as const)("%s is an address for %s: %s", (text, type, is) => {
  expect(isAddress(text, type)).toBe(is);
});
