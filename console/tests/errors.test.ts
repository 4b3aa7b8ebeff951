import { describe, expect, it } from "vitest";

import { ApiError, fieldOf, problemOf } from "../src/api/errors";

describe("errors", () => {
  it("keep the server's text", () => {
    const error = Object.assign(new Error("x"), { name: "BadRequestException", $metadata: { httpStatusCode: 400 }, Message: "Name is missing." });
    expect(problemOf(error)).toMatchObject({ kind: "refused", message: "Name is missing.", status: 400 });
  });

  it("of the extension API are the same kind", () => {
    expect(problemOf(new ApiError("No.", { status: 403, code: "ForbiddenException" })).kind).toBe("forbidden");
  });

  it("tell an API that is down from one that refuses", () => {
    expect(problemOf(new TypeError("Failed to fetch")).kind).toBe("unreachable");
    expect(problemOf(Object.assign(new Error("x"), { $metadata: { httpStatusCode: 503 } })).kind).toBe("unreachable");
    expect(problemOf(Object.assign(new Error("x"), { $metadata: { httpStatusCode: 500 } })).kind).toBe("server");
  });

  it("find their field by the longest name that is mentioned", () => {
    expect(fieldOf("Limits.Daily must be at most 100.", ["Limits", "Limits.Daily", "Total"])).toBe("Limits.Daily");
    expect(fieldOf("Renamed things", ["Name"])).toBeUndefined();
  });
});
