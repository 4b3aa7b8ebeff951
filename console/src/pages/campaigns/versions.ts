/** A version of a campaign as text that two can be compared by. */
import type { CampaignResponse } from "@aws-sdk/client-pinpoint";

/** What is another in each version without anybody having changed it. */
const OWN = new Set(["Version", "LastModifiedDate", "CreationDate", "State", "DefaultState", "Arn", "Id", "ApplicationId", "$metadata"]);

export function comparable(version: CampaignResponse | undefined): string {
  return version ? JSON.stringify(ordered(version), null, 2) : "";
}

/** Members in the order of their names; texts keep their line breaks, so that a change is told by the line. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === "string") return value.includes("\n") ? value.split("\n") : value;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name, member]) => !OWN.has(name) && member !== undefined);
  return Object.fromEntries(
    members.sort(([one], [other]) => one.localeCompare(other)).map(([name, member]) => [name, ordered(member)]),
  );
}
