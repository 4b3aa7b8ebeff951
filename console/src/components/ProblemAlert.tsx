/** What went wrong, in the server's own words. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useEffect, useState } from "react";

import type { Problem } from "../api/errors";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { RETRY_SECONDS } from "./useQuery";

interface Properties {
  readonly problem: Problem | undefined;
  readonly onRetry?: (() => void) | undefined;
  /** A part that a deployment may lack: say so calmly. */
  readonly isOptional?: boolean;
}

export function ProblemAlert({ problem, onRetry, isOptional = false }: Properties) {
  const t = useTexts(common);
  if (!problem) return null;
  if (problem.kind === "unreachable") return <Unreachable problem={problem} onRetry={onRetry} />;
  const isAbsent = isOptional && (problem.kind === "missing" || problem.kind === "refused");
  return (
    <Alert
      type={isAbsent ? "info" : "error"}
      header={isAbsent ? t("notAvailable") : t(problem.kind)}
      action={onRetry && !isAbsent ? <Button onClick={onRetry}>{t("retry")}</Button> : undefined}
    >
      {problem.message}
      {problem.requestId && !isAbsent ? <div>{t("requestId", { id: problem.requestId })}</div> : null}
    </Alert>
  );
}

function Unreachable({ problem, onRetry }: Properties) {
  const t = useTexts(common);
  const [seconds, setSeconds] = useState(RETRY_SECONDS);
  useEffect(() => {
    setSeconds(RETRY_SECONDS);
    const timer = setInterval(() => setSeconds((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, [problem]);
  return (
    <Alert
      type="warning"
      header={t("unreachable", { n: seconds })}
      action={onRetry ? <Button onClick={onRetry}>{t("retry")}</Button> : undefined}
    >
      {problem?.message}
    </Alert>
  );
}
