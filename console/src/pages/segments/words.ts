/** A segment's rules as sentences, in the reader's language. */
import type { Translate } from "../../i18n/language";
import { NAMED_KINDS, type Criterion, type Draft, type Kind } from "./definition";
import { texts } from "./texts";

export type Words = Translate<typeof texts>;

const EXCLUDING = new Set(["EXCLUSIVE"]);
const SPANS = new Set(["BETWEEN", "NOT_BETWEEN"]);

export function sentenceOf(t: Words, criterion: Criterion): string {
  const { kind, name, operator, values, value } = criterion;
  const isNamed = NAMED_KINDS.some((named) => named === kind);
  const subject = isNamed ? `${t(kind)} ${t("quoted", { name: name || "…" })}` : t(kind);
  const verb = word(t, operator);
  switch (kind) {
    case "gps": {
      const { kilometers: km, latitude, longitude } = criterion;
      return t("saidPlace", { km: km || "…", place: `${latitude || "…"}, ${longitude || "…"}` });
    }
    case "recency":
      return t(operator === "INACTIVE" ? "saidInactive" : "saidActive", { span: word(t, value) });
    case "metric":
      return `${subject} ${verb} ${value || "…"}`;
    default:
      return `${subject} ${verb} ${listed(t, operator, values)}`;
  }
}

function listed(t: Words, operator: string, values: readonly string[]): string {
  const joint = SPANS.has(operator) ? t("and") : EXCLUDING.has(operator) ? t("nor") : t("or");
  return values.length ? values.join(` ${joint} `) : "…";
}

function word(t: Words, key: string): string {
  return key in texts ? t(key as keyof typeof texts) : key;
}

export function hasRules({ groups }: Draft): boolean {
  return groups.some(({ sources, sets }) => sources.length > 0 || sets.some((set) => set.length > 0));
}

const MEMBERS: Record<Kind, string> = {
  attribute: "Attributes.",
  userAttribute: "UserAttributes.",
  metric: "Metrics.",
  channel: "Demographic.Channel",
  platform: "Demographic.Platform",
  make: "Demographic.Make",
  model: "Demographic.Model",
  appVersion: "Demographic.AppVersion",
  deviceType: "Demographic.DeviceType",
  country: "Location.Country",
  recency: "Behavior.Recency",
  gps: "Location.GPSPoint",
};

/** The rule that the API names by a path such as `Groups[0].Dimensions[1].Metrics.visits`. */
export function ruleAt(draft: Draft, path: string): Criterion | undefined {
  const found = /^Groups\[(\d+)\]\.Dimensions\[(\d+)\]\.(.+)$/.exec(path);
  if (!found) return undefined;
  const [, group, set, member] = found;
  return draft.groups[Number(group)]?.sets[Number(set)]?.find(({ kind, name }) => MEMBERS[kind] + name === member);
}

const JOINT = /^(ALL|ANY|NONE) of (\d+) (groups|sets of dimensions|source segments)/;
const SEGMENT = /segment ([0-9a-f]{32}) version (\d+)/;

/** What the API says of groups, sets and sources, in the reader's language; its own words where it says something else. */
export function jointOf(t: Words, rule: string, names: ReadonlyMap<string, string>): string {
  const joint = JOINT.exec(rule);
  if (joint) {
    const [, include = "ALL", n = "", what] = joint;
    const parts = what === "groups" ? "ofGroups" : what === "source segments" ? "ofSources" : "ofSets";
    return t(parts, { n, how: word(t, `JOINT_${include}`) });
  }
  const [, id = "", version = ""] = SEGMENT.exec(rule) ?? [];
  const name = `${t("quoted", { name: names.get(id) ?? id })} (${version})`;
  if (rule.startsWith("is a member of ")) return t("isMemberOf", { name });
  if (rule.startsWith("is on the imported list of ")) return t("isOnList", { name });
  return rule.endsWith("everybody") ? t("everybody") : rule;
}

/** How many parts of a joint hold: `1 of 2 hold`. */
export function heldOf(t: Words, value: unknown): string | undefined {
  const found = typeof value === "string" ? /^(\d+) of (\d+) hold$/.exec(value) : null;
  return found ? t("held", { n: found[1] ?? "", all: found[2] ?? "" }) : undefined;
}
