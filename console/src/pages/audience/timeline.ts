/** Histories of several endpoints as one. */
export interface HistoryEntry {
  readonly Time: string;
  readonly EventType: string;
  readonly EventId: string;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly Metrics: Readonly<Record<string, number>>;
}

export interface Told extends HistoryEntry {
  readonly endpoint: string;
}

interface OfEndpoint {
  readonly endpoint: string;
  readonly entries: readonly HistoryEntry[];
}

export function merged(histories: readonly OfEndpoint[]): readonly Told[] {
  const told = histories.flatMap(({ endpoint, entries }) => entries.map((entry) => ({ ...entry, endpoint })));
  return told.sort((one, other) => other.Time.localeCompare(one.Time));
}

/** IDs that say nothing to a reader, and what stands in columns of its own. */
const NOT_SHOWN = new Set(["campaign_id", "campaign_activity_id", "campaign_send_status", "treatment_id", "delivery_type"]);

/** The campaign, what became of its message, and everything else by name. */
export function detailsOf({ Attributes, Metrics }: HistoryEntry) {
  return {
    campaign: Attributes["campaign_id"],
    status: Attributes["campaign_send_status"],
    rest: Object.entries({ ...Attributes, ...Metrics })
      .filter(([name]) => !NOT_SHOWN.has(name))
      .map(([name, value]) => `${name}: ${value}`),
  };
}
