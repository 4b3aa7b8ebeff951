/** What went wrong, in the server's own words where it has any, and what to do about it. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useEffect, useState } from "react";

import type { Problem, ProblemKind } from "../api/errors";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { problems } from "../i18n/problems";

interface Properties {
  readonly problem: Problem | undefined;
  readonly onRetry?: (() => void) | undefined;
  /** A part that a deployment may lack: say so calmly. */
  readonly isOptional?: boolean;
}

const HELP: Partial<Record<ProblemKind, keyof typeof problems>> = {
  unreachable: "unreachableHelp",
  throttled: "throttledHelp",
  forbidden: "forbiddenHelp",
  signedOut: "signedOutHelp",
  clock: "clockHelp",
  absent: "absentHelp",
};

export function ProblemAlert({ problem, onRetry, isOptional = false }: Properties) {
  const t = useTexts(common);
  const of = useTexts(problems);
  const seconds = useCountdown(problem);
  if (!problem) return null;
  const isAbsent =
    problem.kind === "absent" || (isOptional && (problem.kind === "missing" || problem.kind === "refused"));
  const isPassing = problem.kind === "unreachable" || problem.kind === "throttled";
  const help = HELP[problem.kind];
  const isWaiting = seconds !== undefined;
  return (
    <Alert
      type={isAbsent ? "info" : isPassing ? "warning" : "error"}
      header={of(isAbsent ? "absent" : problem.kind)}
      action={onRetry && !isAbsent ? <Button onClick={onRetry}>{t("retry")}</Button> : undefined}
    >
      {problem.message ? <div>{problem.message}</div> : null}
      {isWaiting ? <div>{of("nextTry", { n: seconds })}</div> : null}
      {help && !isWaiting && (isAbsent || !problem.message || isPassing || problem.kind === "clock") ? (
        <div>{of(help)}</div>
      ) : null}
      {problem.requestId && !isAbsent ? <div>{t("requestId", { id: problem.requestId })}</div> : null}
    </Alert>
  );
}

/** Seconds until whoever met the problem asks again by itself; undefined where nobody will. */
function useCountdown(problem: Problem | undefined): number | undefined {
  const [seconds, setSeconds] = useState(problem?.retryIn);
  useEffect(() => {
    setSeconds(problem?.retryIn);
    if (problem?.retryIn === undefined) return;
    const timer = setInterval(() => setSeconds((left) => Math.max(0, (left ?? 0) - 1)), 1000);
    return () => clearInterval(timer);
  }, [problem]);
  return seconds;
}
