// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { fits } from "../src/pages/channels/channelTypes";
import { read, sendable, write } from "../src/pages/templates/types";

describe("a template", () => {
  it("is written by paths", () => {
    const content = write(write({}, "Default.Title", "Hi"), "Content.1.BodyConfig.Body", "x");
    expect(read(content, "Default.Title")).toBe("Hi");
    expect(read(content, "Content.1.BodyConfig.Body")).toBe("x");
    expect(read(content, "APNS.Title")).toBe("");
  });

  it("sends nothing empty and nothing unknown", () => {
    expect(sendable("PUSH", { Default: { Title: "", Body: "b" }, APNS: { Title: "" }, Arn: "x" })).toEqual({
      Default: { Body: "b" },
    });
  });
});

describe("a sender address", () => {
  it.each([
    ["shop@example.com", "arn:aws:ses:eu-west-1:1:identity/example.com", true],
    ["Shop <a@mail.example.com>", "arn:aws:ses:eu-west-1:1:identity/example.com", true],
    ["a@notexample.com", "arn:aws:ses:eu-west-1:1:identity/example.com", false],
    ["a@example.com", "arn:aws:ses:eu-west-1:1:identity/b@example.com", false],
  ])("%s belongs to %s: %s", (from, identity, isFitting) => {
    expect(fits(from, identity)).toBe(isFitting);
  });
});
