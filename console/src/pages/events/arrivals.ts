/** Counts of events as they are drawn and listed. */
export interface Arrivals {
  readonly Start: string;
  readonly End: string;
  readonly EventTypes: readonly {
    readonly EventType: string;
    readonly Count: number;
    readonly Days: readonly { readonly Date: string; readonly Count: number }[];
  }[];
}

type Counted = Arrivals["EventTypes"][number];

export interface Band {
  /** Absent: all types that have no band of their own. */
  readonly type?: string;
  readonly values: readonly number[];
}

/** The most frequent types by day, a band for each, and one for all others. */
export function bandsOf(types: readonly Counted[], days: readonly string[], most: number): readonly Band[] {
  const ofDay = (type: Counted, day: string) => type.Days.find(({ Date }) => Date === day)?.Count ?? 0;
  const bands = types.slice(0, most).map((type) => ({ type: type.EventType, values: days.map((day) => ofDay(type, day)) }));
  const rest = types.slice(most);
  if (rest.length === 0) return bands;
  return [...bands, { values: days.map((day) => rest.reduce((sum, type) => sum + ofDay(type, day), 0)) }];
}
