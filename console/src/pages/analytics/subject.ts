/** What all figures are of: the application, the days, and the events that came. */
import { createContext, useContext } from "react";

import type { Range } from "./range";

export interface CountedType {
  readonly EventType: string;
  readonly Count: number;
  readonly Days: readonly { readonly Date: string; readonly Count: number }[];
}

/** What the service itself reports says little of what people do. */
const OF_SERVICE = /^_(campaign|journey|email|SMS|voice|inapp)\./;

/** The event to begin a question with: opening the app, otherwise what people do most. */
export function favourite(counted: readonly CountedType[]): string {
  const names = counted.map(({ EventType }) => EventType);
  return names.find((name) => name === "_session.start") ?? names.find((name) => !OF_SERVICE.test(name)) ?? names[0] ?? "";
}

export interface EventTypesAnswer {
  readonly End: string;
  readonly EventTypes: readonly CountedType[];
}

export interface Subject {
  readonly app: string;
  /** The service's day, UTC: a local runtime's clock may be ahead of the reader's. */
  readonly today: string;
  readonly range: Range;
  /** The events of the days that were chosen, the most frequent first. */
  readonly counted: readonly CountedType[];
}

export const SubjectContext = createContext<Subject | undefined>(undefined);

export function useSubject(): Subject {
  const subject = useContext(SubjectContext);
  if (!subject) throw new Error("Figures of which application?");
  return subject;
}
