import { describe, expect, it } from "vitest";

import { methodsOf, requestOf, valuesOf } from "../src/pages/channels/channelForms";
import { checksOf, fits } from "../src/pages/channels/setUpChecks";

describe("the form of a channel", () => {
  it("never reads credentials back, and keeps them where its fields stay empty", () => {
    const values = valuesOf("GCM", { Enabled: true, HasCredential: true, DefaultAuthenticationMethod: "TOKEN" });
    expect(values.members).toEqual({});
    expect(requestOf("GCM", values)).toEqual({ Enabled: true, DefaultAuthenticationMethod: "TOKEN" });
  });

  it("asks for the members of the way that was chosen, and sends no others", () => {
    const values = valuesOf("APNS", null);
    expect(values.method).toBe("TOKEN");
    const written = { BundleId: "com.example", Certificate: "PEM", PrivateKey: " KEY " };
    expect(requestOf("APNS", { ...values, method: "CERTIFICATE", members: written })).toEqual({
      Certificate: "PEM",
      PrivateKey: "KEY",
      DefaultAuthenticationMethod: "CERTIFICATE",
      Enabled: true,
    });
  });

  it("knows a channel that has a certificate only", () => {
    expect(valuesOf("APNS", { HasCredential: true, HasTokenKey: false }).method).toBe("CERTIFICATE");
    expect(valuesOf("GCM", { DefaultAuthenticationMethod: "KEY" }).method).toBe("KEY");
  });

  it("has no method where there is one way only", () => {
    expect(methodsOf("ADM")).toEqual([]);
    expect(requestOf("SMS", { isEnabled: false, method: "TOKEN", members: { SenderId: "", ShortCode: "12345" } })).toEqual({
      ShortCode: "12345",
      Enabled: false,
    });
  });
});

describe("checks of a channel", () => {
  const badOnes = (type: Parameters<typeof checksOf>[0], stored: Parameters<typeof checksOf>[1]) =>
    checksOf(type, stored).flatMap(({ name, isGood }) => (isGood ? [] : [name]));

  it("find what is missing", () => {
    expect(badOnes("EMAIL", { Enabled: true, FromAddress: "a@example.org", Identity: "x:identity/example.com" })).toEqual([
      "checkFits",
    ]);
    expect(badOnes("SMS", { Enabled: true })).toEqual(["checkSender"]);
    expect(badOnes("SMS", { Enabled: true, SenderId: "1234" })).toEqual(["checkLetter"]);
    expect(badOnes("APNS", { Enabled: false, HasCredential: true })).toEqual(["checkEnabled"]);
    const email = { Enabled: true, FromAddress: "a@example.com", Identity: "x:identity/example.com" };
    const told = checksOf("EMAIL", email, { IdentityVerified: false, InSandbox: true }).filter(({ isGood }) => !isGood);
    expect(told.map(({ name }) => name)).toEqual(["checkVerified", "checkSandbox"]);
    expect(badOnes("VOICE", { Enabled: true })).toEqual([]);
  });

  it.each([
    ["shop@example.com", "arn:aws:ses:eu-west-1:1:identity/example.com", true],
    ["Shop <shop@mail.example.com>", "arn:aws:ses:eu-west-1:1:identity/example.com", true],
    ["shop@notexample.com", "arn:aws:ses:eu-west-1:1:identity/example.com", false],
    ["A@example.com", "arn:aws:ses:eu-west-1:1:identity/a@example.com", true],
    ["a@example.com", "arn:aws:ses:eu-west-1:1:identity/b@example.com", false],
  ])("%s belongs to %s: %s", (from, identity, isFitting) => {
    expect(fits(from, identity)).toBe(isFitting);
  });
});
