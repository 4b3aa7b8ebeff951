// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

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
