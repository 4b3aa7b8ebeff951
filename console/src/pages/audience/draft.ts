/** Editing an endpoint: what the form holds, and an update that names only what became different. */
import type { EndpointRequest, EndpointResponse } from "@aws-sdk/client-pinpoint";

export interface Row {
  readonly name: string;
  /** Attributes: several values; metrics: one, a number. */
  readonly values: readonly string[];
  /** Was there before; its name is fixed. */
  readonly isStored: boolean;
}

export interface EndpointDraft {
  readonly address: string;
  readonly optOut: "ALL" | "NONE";
  readonly status: "ACTIVE" | "INACTIVE";
  readonly attributes: readonly Row[];
  readonly userAttributes: readonly Row[];
  readonly metrics: readonly Row[];
}

type Lists = Readonly<Record<string, readonly string[]>>;

export function draftOf(endpoint: EndpointResponse): EndpointDraft {
  return {
    address: endpoint.Address ?? "",
    optOut: endpoint.OptOut === "ALL" ? "ALL" : "NONE",
    status: endpoint.EndpointStatus === "INACTIVE" ? "INACTIVE" : "ACTIVE",
    attributes: rowsOf(endpoint.Attributes),
    userAttributes: rowsOf(endpoint.User?.UserAttributes),
    metrics: rowsOf(
      Object.fromEntries(Object.entries(endpoint.Metrics ?? {}).map(([name, value]) => [name, [String(value)]])),
    ),
  };
}

function rowsOf(lists: Lists | undefined): readonly Row[] {
  return Object.entries(lists ?? {})
    .map(([name, values]) => ({ name, values, isStored: true }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The update: a list replaces the one under its name, an empty list drops the name, metrics are only ever set.
 * The status is always named, because an update without it wakes an endpoint that is inactive.
 */
export function updateOf(before: EndpointDraft, after: EndpointDraft, userId: string | undefined): EndpointRequest {
  const attributes = changedLists(before.attributes, after.attributes);
  const ofUser = changedLists(before.userAttributes, after.userAttributes);
  const metrics = Object.entries(changedLists(before.metrics, after.metrics)).flatMap(([name, values]) =>
    values[0] === undefined ? [] : [[name, Number(values[0])] as const],
  );
  return {
    EndpointStatus: after.status,
    ...(after.address !== before.address ? { Address: after.address } : {}),
    ...(after.optOut !== before.optOut ? { OptOut: after.optOut } : {}),
    ...(Object.keys(attributes).length ? { Attributes: attributes } : {}),
    ...(metrics.length ? { Metrics: Object.fromEntries(metrics) } : {}),
    ...(userId && Object.keys(ofUser).length ? { User: { UserId: userId, UserAttributes: ofUser } } : {}),
  };
}

function changedLists(before: readonly Row[], after: readonly Row[]): Record<string, string[]> {
  const old = new Map(before.map(({ name, values }) => [name, values]));
  const fresh = new Map(after.filter(({ name }) => name.trim()).map(({ name, values }) => [name.trim(), values]));
  const changes: Record<string, string[]> = {};
  for (const [name, values] of fresh) {
    if (JSON.stringify(old.get(name)) !== JSON.stringify(values)) changes[name] = [...values];
  }
  for (const name of old.keys()) if (!fresh.has(name)) changes[name] = [];
  return changes;
}

/** A row that cannot be sent: no name, a name twice, or a metric that is no number. */
export function faultAt(rows: readonly Row[], place: number, isMetric: boolean): "needName" | "twice" | "needNumber" | undefined {
  const row = rows[place]!;
  if (!row.name.trim()) return "needName";
  if (rows.some((other, at) => at !== place && other.name.trim() === row.name.trim())) return "twice";
  const number = row.values[0]?.trim();
  return isMetric && (!number || !Number.isFinite(Number(number))) ? "needNumber" : undefined;
}

export function isSendable({ attributes, userAttributes, metrics }: EndpointDraft): boolean {
  const isFine = (rows: readonly Row[], isMetric: boolean) => rows.every((_, place) => !faultAt(rows, place, isMetric));
  return isFine(attributes, false) && isFine(userAttributes, false) && isFine(metrics, true);
}
