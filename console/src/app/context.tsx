/** What every page may use: the API, who is signed in, and messages to the reader. */
import { createContext, useContext } from "react";

import type { Api } from "../api/client";
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

/** `work`: what marketers do. `administer`: channels, settings, event stream, keys, deleting applications. */
export type Deed = "work" | "administer";

export function useMay(): (deed: Deed) => boolean {
  const { role } = useSurroundings().session;
  return (deed) => role === "Admin" || (role === "Marketer" && deed === "work");
}
