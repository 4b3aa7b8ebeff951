/** A question to the archive of events. The last answer stays until the next one is there. */
import { answered } from "../../api/archive";
import type { Problem } from "../../api/errors";
import type { Extension } from "../../api/extension";
import { useApi } from "../../app/context";
import { useLast } from "../../components/useLast";
import { useQuery } from "../../components/useQuery";

interface Answered<Q, T> {
  readonly question: Q;
  readonly answer: T;
}

export interface ArchiveState {
  /** What is shown answers an earlier question. */
  readonly isOld: boolean;
  readonly isAsking: boolean;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
}

export interface Archive<Q, T> extends ArchiveState {
  readonly found: Answered<Q, T> | undefined;
}

/** Asks when there is a question; `ask` sends it, and the answer is waited for. */
export function useArchive<Q, T>(
  app: string,
  question: Q | undefined,
  ask: (x: Extension, question: Q, signal: AbortSignal) => Promise<T>,
): Archive<Q, T> {
  const api = useApi();
  const isEnabled = question !== undefined;
  const { data, problem, isLoading, reload } = useQuery<Answered<Q, T> | undefined>(
    async (signal) =>
      question === undefined
        ? undefined
        : { question, answer: await answered(api.x, app, ask(api.x, question, signal), signal) },
    [app, question],
    { enabled: isEnabled },
  );
  const last = useLast(data);
  return {
    found: isEnabled && !problem ? last : undefined,
    isOld: !data && last !== undefined,
    isAsking: isLoading && isEnabled,
    problem,
    reload,
  };
}
