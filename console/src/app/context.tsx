/** What every page may use: the API, who is signed in, and messages to the reader. */
import { createContext, useContext } from "react";

import type { Api } from "../api/client";
import { may, type Deed } from "../api/roles";
import type { Session } from "../api/session";
import type { ConsoleConfig } from "./config";

export interface Notice {
  readonly type: "success" | "info" | "warning" | "error";
  readonly content: string;
}

export interface Surroundings {
  readonly api: Api;
  readonly config: ConsoleConfig;
  readonly session: Session;
  readonly notify: (notice: Notice) => void;
}

export const SurroundingsContext = createContext<Surroundings | undefined>(undefined);

export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (!surroundings) throw new Error("Nobody is signed in.");
  return surroundings;
}

export function useApi(): Api {
  return useSurroundings().api;
}

export function useMay(): (deed: Deed) => boolean {
  const { session } = useSurroundings();
  return (deed) => may(session, deed);
}
