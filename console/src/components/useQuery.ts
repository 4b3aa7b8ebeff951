/** Reading from the API: the answer, the problem, and another try by itself when the API is down. */
import { startTransition, useCallback, useEffect, useRef, useState } from "react";

import { problemOf, retrySeconds, type Problem } from "../api/errors";

export interface Query<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Options<T> {
  /** Ask again after so many milliseconds; undefined: no more. */
  readonly poll?: (data: T) => number | undefined;
  readonly enabled?: boolean;
}

export function useQuery<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: readonly unknown[],
  { poll, enabled = true }: Options<T> = {},
): Query<T> {
  const [state, setState] = useState<{ data?: T; problem?: Problem; isLoading: boolean }>({
    isLoading: enabled,
  });
  const [round, setRound] = useState(0);
  const latest = useRef({ load, poll });
  latest.current = { load, poll };
  const subject = JSON.stringify(dependencies);
  const subjectSeen = useRef(subject);
  const attempt = useRef(0);

  useEffect(() => {
    if (!enabled) {
      setState({ isLoading: false });
      return;
    }
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (milliseconds: number) => {
      timer = setTimeout(() => setRound((count) => count + 1), milliseconds);
    };
    const isOther = subjectSeen.current !== subject;
    subjectSeen.current = subject;
    setState((before) => (isOther ? { isLoading: true } : { ...before, isLoading: true }));
    latest.current.load(controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        attempt.current = 0;
        setState({ data, isLoading: false });
        const wait = latest.current.poll?.(data);
        if (wait !== undefined) again(wait);
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const problem = retried(problemOf(error), attempt.current);
        attempt.current += 1;
        setState((before) => ({ ...before, problem, isLoading: false }));
        if (problem.retryIn !== undefined) again(problem.retryIn * 1000);
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [subject, round, enabled]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { data: state.data, problem: state.problem, isLoading: state.isLoading, reload };
}

/** Say, with the problem, when the same will be asked again. */
function retried(problem: Problem, attempt: number): Problem {
  const retryIn = retrySeconds(problem, attempt);
  return retryIn === undefined ? problem : { ...problem, retryIn };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly token?: string | undefined;
}

export interface Pages<T> {
  readonly items: readonly T[];
  readonly isLoading: boolean;
  readonly isComplete: boolean;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
}

const FIRST_PAGE = 100;
const LATER_PAGES = 1000;

/** Read a whole list page by page; what has come is there at once. */
export function usePages<T>(
  fetchPage: (page: { token: string | undefined; size: number; signal: AbortSignal }) => Promise<Page<T>>,
  dependencies: readonly unknown[],
): Pages<T> {
  const [state, setState] = useState<Omit<Pages<T>, "reload">>({
    items: [],
    isLoading: true,
    isComplete: false,
    problem: undefined,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(fetchPage);
  latest.current = fetchPage;
  const attempt = useRef(0);
  const subject = JSON.stringify(dependencies);

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState((before) => ({ ...before, isLoading: true, isComplete: false }));
    const read = async () => {
      const items: T[] = [];
      let token: string | undefined;
      do {
        const size = items.length === 0 ? FIRST_PAGE : LATER_PAGES;
        const page = await latest.current({ token, size, signal: controller.signal });
        if (controller.signal.aborted) return;
        items.push(...page.items);
        token = page.token || undefined;
        const isComplete = token === undefined;
        const soFar = [...items];
        // Not urgent: who types while a long list comes in must not wait for its drawing.
        startTransition(() =>
          setState({ items: soFar, isLoading: !isComplete, isComplete, problem: undefined }),
        );
      } while (token !== undefined);
      attempt.current = 0;
    };
    read().catch((error: unknown) => {
      if (controller.signal.aborted) return;
      const problem = retried(problemOf(error), attempt.current);
      attempt.current += 1;
      setState((before) => ({ ...before, isLoading: false, problem }));
      if (problem.retryIn !== undefined) {
        timer = setTimeout(() => setRound((count) => count + 1), problem.retryIn * 1000);
      }
    });
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [subject, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, reload };
}
