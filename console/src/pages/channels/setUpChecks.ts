/** What tells whether a channel that is set up will send. */
import type { ChannelName, Stored } from "./channelTypes";

export type CheckName =
  | "checkEnabled"
  | "checkFrom"
  | "checkIdentity"
  | "checkFits"
  | "checkVerified"
  | "checkSandbox"
  | "checkSender"
  | "checkLetter"
  | "checkCredential";

export interface Check {
  readonly name: CheckName;
  readonly isGood: boolean;
}

/** What a channel's provider says; absent is what it was not asked, or does not tell. */
export interface ProviderSays {
  readonly IdentityVerified?: boolean;
  readonly InSandbox?: boolean;
}

export function checksOf(type: ChannelName, stored: Stored, says: ProviderSays = {}): readonly Check[] {
  const checks: Check[] = [{ name: "checkEnabled", isGood: Boolean(stored["Enabled"]) }];
  if (type === "EMAIL") {
    const from = String(stored["FromAddress"] ?? "");
    const identity = String(stored["Identity"] ?? "");
    checks.push({ name: "checkFrom", isGood: from !== "" }, { name: "checkIdentity", isGood: identity !== "" });
    if (from && identity) checks.push({ name: "checkFits", isGood: fits(from, identity) });
    if (says.IdentityVerified !== undefined) checks.push({ name: "checkVerified", isGood: says.IdentityVerified });
    if (says.InSandbox !== undefined) checks.push({ name: "checkSandbox", isGood: !says.InSandbox });
  } else if (type === "SMS") {
    const sender = String(stored["SenderId"] ?? "");
    checks.push({ name: "checkSender", isGood: Boolean(sender || stored["ShortCode"]) });
    if (sender) checks.push({ name: "checkLetter", isGood: /[A-Za-z]/.test(sender) });
  } else if (type !== "VOICE") {
    checks.push({ name: "checkCredential", isGood: Boolean(stored["HasCredential"]) });
  }
  return checks;
}

/** Whether an address may be sent from an identity: itself, or its domain or one above. */
export function fits(from: string, identityArn: string): boolean {
  const identity = identityArn.split("identity/").at(-1)!.toLowerCase();
  const address = (/<([^>]+)>/.exec(from)?.[1] ?? from).trim().toLowerCase();
  const domain = address.split("@").at(-1)!;
  return identity.includes("@") ? address === identity : domain === identity || domain.endsWith(`.${identity}`);
}
