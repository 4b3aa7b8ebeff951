import { describe, expect, it } from "vitest";

import { ApiError, fieldOf, problemOf, retrySeconds, SessionEnded } from "../src/api/errors";

/** As the SDK throws them. */
function sdkError(httpStatusCode: number, name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

describe("errors", () => {
  it("keep the server's text", () => {
    const error = Object.assign(sdkError(400, "BadRequestException", "x"), { Message: "Name is missing." });
    expect(problemOf(error)).toMatchObject({ kind: "refused", message: "Name is missing.", status: 400 });
  });

  it("of the extension API are the same kind", () => {
    expect(problemOf(new ApiError("No.", { status: 403, code: "ForbiddenException" })).kind).toBe("forbidden");
  });

  it("tell an API that is down from one that refuses", () => {
    expect(problemOf(new TypeError("Failed to fetch"))).toEqual({ kind: "unreachable", message: "" });
    expect(problemOf(new DOMException("signal timed out", "TimeoutError")).kind).toBe("unreachable");
    expect(problemOf(Object.assign(new Error("Request did not complete within 35000 ms"), { name: "TimeoutError" })).kind).toBe("unreachable");
    expect(problemOf(sdkError(503, "UnknownError", "Service Unavailable")).kind).toBe("unreachable");
    expect(problemOf(sdkError(504, "UnknownError", "Endpoint request timed out")).kind).toBe("unreachable");
    expect(problemOf(sdkError(500, "InternalServerErrorException", "x")).kind).toBe("server");
    expect(problemOf(new Error("undefined is not a function")).kind).toBe("server");
  });

  it.each([
    ["a path that the keys door does not know", new ApiError("Missing Authentication Token", { status: 403, code: "MissingAuthenticationTokenException" })],
    ["the same of a gateway that names no code", new ApiError("Missing Authentication Token", { status: 403, code: "HTTP 403" })],
    ["the same by the SDK", sdkError(403, "MissingAuthenticationTokenException", "Missing Authentication Token")],
    ["a route that the gateway lacks", new ApiError("Not Found", { status: 404, code: "HTTP 404" })],
    ["an operation without behaviour", new ApiError("no behaviour", { status: 501, code: "NotImplementedException" })],
  ])("%s is absent, not forbidden", (_, error) => {
    expect(problemOf(error).kind).toBe("absent");
  });

  it("do not take a thing that is missing for a part that is", () => {
    expect(problemOf(new ApiError("Resource not found", { status: 404, code: "NotFoundException" })).kind).toBe("missing");
    expect(problemOf(sdkError(404, "NotFoundException", "Not Found")).kind).toBe("missing");
  });

  it.each([
    ["ExpiredToken", "The provided token has expired."],
    ["HTTP 403", "The security token included in the request is expired"],
    ["UnrecognizedClientException", "The access key is invalid."],
    ["InvalidSignatureException", "The signature does not match. Check the secret key and the signing method."],
  ])("tell when to sign in again: %s", (code, message) => {
    expect(problemOf(new ApiError(message, { status: 403, code })).kind).toBe("signedOut");
  });

  it.each([
    ["RequestTimeTooSkewed", "The difference between the request time and the current time is too large."],
    ["InvalidSignatureException", "Signature expired: 20260105T000000Z is now earlier than 20260105T001000Z"],
    ["InvalidSignatureException", "Signature not yet current: 20260105T000000Z is in the future."],
  ])("tell that the clock is wrong: %s, %s", (code, message) => {
    expect(problemOf(new ApiError(message, { status: 403, code })).kind).toBe("clock");
  });

  it("know a session that ended here", () => {
    expect(problemOf(new SessionEnded())).toEqual({ kind: "signedOut", message: "" });
  });

  it("do not repeat what API Gateway says in English only", () => {
    expect(problemOf(new ApiError("Forbidden", { status: 403, code: "HTTP 403" }))).toMatchObject({ kind: "forbidden", message: "" });
    expect(problemOf(new ApiError("Too Many Requests", { status: 429, code: "HTTP 429" }))).toMatchObject({ kind: "throttled", message: "" });
  });

  it("are waited for where that helps, longer each time", () => {
    const of = (status: number) => problemOf(new ApiError("x", { status, code: "x" }));
    expect([0, 1, 2, 9].map((attempt) => retrySeconds(of(429), attempt))).toEqual([2, 4, 8, 60]);
    expect(retrySeconds(of(503), 3)).toBe(5);
    expect([400, 403, 404, 409, 500].map((status) => retrySeconds(of(status), 0))).toEqual(Array(5).fill(undefined));
  });

  it("find their field by the longest name that is mentioned", () => {
    expect(fieldOf("Limits.Daily must be at most 100.", ["Limits", "Limits.Daily", "Total"])).toBe("Limits.Daily");
    expect(fieldOf("Renamed things", ["Name"])).toBeUndefined();
  });
});
