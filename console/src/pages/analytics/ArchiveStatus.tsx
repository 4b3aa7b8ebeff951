/** How a question to the archive stands: under way, for how long, or why there is no answer. */
import Alert from "@cloudscape-design/components/alert";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useState } from "react";

import { ProblemAlert } from "../../components/ProblemAlert";
import { useTexts } from "../../i18n/language";
import { archiveTexts } from "./archiveTexts";
import type { ArchiveState } from "./useArchive";

/** Answers that are there sooner need no words. */
const PATIENCE_SECONDS = 2;

export function ArchiveStatus({ archive }: { archive: ArchiveState }) {
  const t = useTexts(archiveTexts);
  const { problem, isAsking, isOld, reload } = archive;
  if (problem?.kind === "absent") {
    return (
      <Alert type="info" header={t("noArchive")}>
        {t("noArchiveHint")}
      </Alert>
    );
  }
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  return isAsking ? <Waiting isOld={isOld} /> : null;
}

function Waiting({ isOld }: { isOld: boolean }) {
  const t = useTexts(archiveTexts);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const text = seconds < PATIENCE_SECONDS ? t("asking") : t("askingFor", { n: seconds });
  return <StatusIndicator type="loading">{isOld ? `${text} ${t("oldAnswer")}` : text}</StatusIndicator>;
}
