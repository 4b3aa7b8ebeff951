/** What all figures are of: the application, the days, and the events that came. */
import { createContext, useContext } from "react";

import type { Range } from "./range";

export interface CountedType {
  readonly EventType: string;
  readonly Count: number;
  readonly Days: readonly { readonly Date: string; readonly Count: number }[];
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
