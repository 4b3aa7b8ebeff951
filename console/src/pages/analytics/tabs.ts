/** The rooms of analytics, in groups. Their names are in addresses that people have kept. */
export const GROUPS = {
  people: ["usage", "retention", "demographics"],
  behaviour: ["events", "funnels", "paths", "cohorts", "adoption"],
  messages: ["campaigns", "channels"],
  results: ["revenue", "experiments", "planner"],
} as const;

export type Group = keyof typeof GROUPS;
export type Tab = (typeof GROUPS)[Group][number];

export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];

/** The tab that an address names, the first one otherwise, and the group that it is in. */
export function tabIn(name: string | null): { readonly group: Group; readonly tab: Tab } {
  for (const group of GROUP_NAMES) {
    const tab = GROUPS[group].find((each) => each === name);
    if (tab) return { group, tab };
  }
  return { group: "people", tab: "usage" };
}

/** Tabs whose figures are of the days that the reader chose. */
const DATED: readonly Tab[] = ["usage", "events", "funnels", "paths", "cohorts", "adoption", "campaigns", "channels", "revenue"];
/** Tabs that have nothing to tell before events came. */
const OF_EVENTS: readonly Tab[] = ["usage", "retention", "events", "funnels", "paths", "cohorts", "adoption", "revenue"];

export const isDated = (tab: Tab) => DATED.includes(tab);
export const needsEvents = (tab: Tab) => OF_EVENTS.includes(tab);
