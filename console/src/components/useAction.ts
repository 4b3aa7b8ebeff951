/** One change at a time: whether it is under way, and what the server said against it. */
import { useCallback, useState } from "react";

import { fieldOf, problemOf, type Problem } from "../api/errors";

export interface Action {
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  /** Do it; true when it was done. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setProblem(undefined), []);
  return { isBusy, problem, run, clear };
}

/** The server's text for one field of a form, and what belongs to none of them. */
export function fieldErrors<F extends string>(
  problem: Problem | undefined,
  fields: readonly F[],
): { readonly of: (field: F) => string | undefined; readonly rest: Problem | undefined } {
  const field = problem?.kind === "refused" ? fieldOf(problem.message, fields) : undefined;
  return {
    of: (name) => (name === field ? problem?.message : undefined),
    rest: field ? undefined : problem,
  };
}
