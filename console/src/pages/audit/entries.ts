/** Entries of the audit log: what was done to what, and where the console shows it. */
import { inApp } from "../../components/Links";

export interface Change {
  readonly Path: string;
  readonly Old?: unknown;
  readonly New?: unknown;
}

export interface Entry {
  readonly Time: string;
  readonly Principal: string;
  readonly Operation: string;
  readonly ApplicationId?: string | null;
  readonly Resource: string;
  readonly Changes: readonly Change[];
}

export const VERBS = ["Create", "Update", "Put", "Delete", "Tag", "Untag", "Revoke", "Rotate", "Remove", "Reset"] as const;
export type Verb = (typeof VERBS)[number];

export function keyOf({ Time, Operation, Resource }: Entry): string {
  return `${Time} ${Operation} ${Resource}`;
}

/** `UpdateEmailChannel` is Update, EmailChannel. */
export function partsOf(operation: string): { readonly verb: Verb; readonly noun: string } | undefined {
  const verb = VERBS.find((one) => operation.startsWith(one));
  return verb && { verb, noun: operation.slice(verb.length) };
}

function nameIn({ Changes }: Entry): string | undefined {
  const named = Changes.find(({ Path }) => Path === "Name" || Path === "TemplateName");
  const name = named?.New ?? named?.Old;
  return typeof name === "string" ? name : undefined;
}

/** Names by resource, of entries that tell them: others may be about the same thing. The newest come first. */
export function namesIn(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const entry of entries) {
    const name = nameIn(entry);
    if (name !== undefined && !names.has(entry.Resource)) names.set(entry.Resource, name);
  }
  return names;
}

/** Of these an application has one: they go by its name. */
const SINGLE = new Set(["settings", "preferences", "circuit-breaker", "webhook-key", "link-key", "channels", "eventstream"]);

/** What the changed thing is called: its name where the entry tells it, else by its path; empty: as its application. */
export function subjectOf(entry: Entry, names: ReadonlyMap<string, string> = new Map()): string {
  const { Resource } = entry;
  const name = nameIn(entry) ?? names.get(Resource);
  if (name !== undefined) return name;
  const labels = labelsOf(Resource);
  if (labels[0] === "numbers") return [labels[1], labels[3]].filter(Boolean).join(", ");
  const [kind, id, job] = labels[0] === "apps" ? labels.slice(2) : labels;
  if (kind === undefined || SINGLE.has(kind)) return "";
  return (kind === "jobs" ? job : id) ?? "";
}

/** Labels of a resource's path after its version: `apps`, the application's ID, and so on. */
function labelsOf(resource: string): readonly string[] {
  const labels = resource.split("/").filter(Boolean).map(decodeURIComponent);
  return labels.slice(labels[0] === "x" ? 2 : 1);
}

const PAGES: Readonly<Record<string, readonly string[]>> = {
  settings: ["settings"],
  preferences: ["settings"],
  "circuit-breaker": ["settings"],
  "webhook-key": ["settings"],
  "link-key": ["settings"],
  channels: ["channels"],
  eventstream: ["stream"],
  jobs: ["jobs"],
  attributes: ["audience"],
  campaigns: ["campaigns"],
  segments: ["segments"],
};

/** The page that shows what was changed; of what is gone, the list that it was in. */
export function pathOf({ Operation, Resource, ApplicationId }: Entry): string | undefined {
  const [area, ...labels] = labelsOf(Resource);
  const isGone = /^(Delete|Revoke)/.test(Operation);
  if (area === "apps") {
    const app = ApplicationId ?? labels[0];
    if (!app) return undefined;
    return Operation === "DeleteApp" ? undefined : inApplication(app, labels.slice(1), isGone);
  }
  if (area === "templates") {
    const [name, type] = labels;
    return name && type && !isGone ? `/templates/${[type, name].map(encodeURIComponent).join("/")}` : "/templates";
  }
  if (area === "numbers") {
    const isNumberGone = isGone && labels.length < 2;
    return labels[0] && !isNumberGone ? `/numbers?number=${encodeURIComponent(labels[0])}` : "/numbers";
  }
  return area === "keys" ? "/keys" : undefined;
}

function inApplication(app: string, [kind, id]: readonly string[], isGone: boolean): string | undefined {
  if (kind === undefined) return inApp(app);
  if (kind === "experiments") return `${inApp(app, "analytics")}?tab=experiments`;
  const page = PAGES[kind];
  if (!page) return undefined;
  const hasOwnPage = (kind === "campaigns" || kind === "segments") && id !== undefined && !isGone;
  return inApp(app, ...page, ...(hasOwnPage ? [id] : []));
}

/** Entries that are young enough; undefined once a page holds older ones, which end the reading. */
export function youngOnly(items: readonly Entry[], since: string): { items: readonly Entry[]; isOver: boolean } {
  const young = items.filter(({ Time }) => Time >= since);
  return { items: young, isOver: young.length < items.length };
}

export interface EntryPage {
  readonly Item: readonly Entry[];
  readonly NextToken?: string;
}

/**
 * What became different. The account's log leaves that out of entries about an application, whose own log has it
 * and is read here by `readLog`; undefined where the application, and its log with it, is gone.
 */
export async function changesOf(
  entry: Entry,
  readLog: (application: string, token: string | undefined) => Promise<EntryPage>,
): Promise<readonly Change[] | undefined> {
  if (!entry.ApplicationId || entry.Changes.length) return entry.Changes;
  let token: string | undefined;
  do {
    const page = await readLog(entry.ApplicationId, token);
    const found = page.Item.find((one) => keyOf(one) === keyOf(entry));
    if (found) return found.Changes;
    token = youngOnly(page.Item, entry.Time).isOver ? undefined : page.NextToken;
  } while (token);
  return undefined;
}
