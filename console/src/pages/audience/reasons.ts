/** The rules of a segment, as an explanation tells them, taken apart so that they can be said in any language. */
import type { Values } from "../../i18n/language";

export interface Reason {
  readonly Rule: string;
  readonly Value?: unknown;
  readonly Matched: boolean;
  readonly Path?: string;
}

export interface Verdict {
  readonly Member: boolean;
  readonly Reasons: readonly Reason[];
}

export type Wording =
  | "ruleList"
  | "ruleEverybody"
  | "ruleGroups"
  | "ruleSources"
  | "ruleSets"
  | "ruleMember"
  | "ruleIs"
  | "ruleIsNot"
  | "ruleContains"
  | "ruleBefore"
  | "ruleAfter"
  | "ruleOn"
  | "ruleBetween"
  | "ruleNotBetween"
  | "ruleCompared"
  | "ruleActive"
  | "ruleInactive"
  | "ruleNear";

export interface Worded {
  readonly key: Wording;
  readonly values: Values;
  /** ALL, ANY or NONE of several. */
  readonly quantifier?: "ALL" | "ANY" | "NONE";
}

const OPERATORS: Readonly<Record<string, Wording>> = {
  INCLUSIVE: "ruleIs",
  EXCLUSIVE: "ruleIsNot",
  CONTAINS: "ruleContains",
  BEFORE: "ruleBefore",
  AFTER: "ruleAfter",
  ON: "ruleOn",
  BETWEEN: "ruleBetween",
  NOT_BETWEEN: "ruleNotBetween",
};
const JOINTS = { groups: "ruleGroups", source: "ruleSources", sets: "ruleSets" } as const;

/** Undefined: a rule of a kind that is not known here; it is shown as the server wrote it. */
export function worded(rule: string): Worded | undefined {
  return joint(rule) ?? ofSegment(rule) ?? special(rule) ?? criterion(rule);
}

function joint(rule: string): Worded | undefined {
  const found = /^(ALL|ANY|NONE) of (\d+) (groups|source|sets)\b/.exec(rule);
  if (!found) return undefined;
  const quantifier = (["ALL", "ANY", "NONE"] as const).find((one) => one === found[1]);
  const kind = (["groups", "source", "sets"] as const).find((one) => one === found[3]);
  return quantifier && kind ? { key: JOINTS[kind], quantifier, values: { n: found[2]! } } : undefined;
}

function ofSegment(rule: string): Worded | undefined {
  if (rule.startsWith("is on the imported list of ")) return { key: "ruleList", values: {} };
  if (rule.endsWith(": everybody")) return { key: "ruleEverybody", values: {} };
  const member = /^is a member of segment (\S+) version (\d+)$/.exec(rule);
  return member ? { key: "ruleMember", values: { segment: member[1]!, version: member[2]! } } : undefined;
}

function special(rule: string): Worded | undefined {
  const active = /^Behavior\.Recency (ACTIVE|INACTIVE) within (\d+) hours$/.exec(rule);
  if (active) {
    return { key: active[1] === "ACTIVE" ? "ruleActive" : "ruleInactive", values: { n: Math.round(Number(active[2]) / 24) } };
  }
  const near = /^Location\.GPSPoint within (\S+) km of (.+)$/.exec(rule);
  return near ? { key: "ruleNear", values: { n: near[1]!, place: near[2]! } } : undefined;
}

function criterion(rule: string): Worded | undefined {
  const listed = /^(.+?) ([A-Z_]+) (\[.*\])$/.exec(rule);
  const key = listed && OPERATORS[listed[2]!];
  if (listed && key) return { key, values: { name: plain(listed[1]!), values: listOf(listed[3]!) } };
  const compared = /^(Metrics\..+) (=|>|>=|<|<=) (\S+)$/.exec(rule);
  if (!compared) return undefined;
  return { key: "ruleCompared", values: { name: plain(compared[1]!), sign: compared[2]!, value: compared[3]! } };
}

/** The member without the block that it stands in. */
function plain(member: string): string {
  return member.replace(/^(UserAttributes|Attributes|Metrics|Location|Demographic)\./, "");
}

function listOf(json: string): string {
  try {
    const values: unknown = JSON.parse(json);
    return Array.isArray(values) ? values.map(String).join(", ") : json;
  } catch {
    return json;
  }
}

/** What somebody has, as a reader wants it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, one]) => `${name} ${String(one)}`)
      .join(", ");
  }
  return String(value);
}

/** How deep a rule stands below others, by its path. */
export function depthOf({ Path = "" }: Reason): number {
  return Path.split(".").filter((part) => /^(Groups|SourceSegments|Dimensions)\[\d+\]$/.test(part)).length;
}
