/** What the server found in all texts together. */
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { useTexts } from "../../i18n/language";
import { texts } from "./texts";
import type { Linted } from "./useLint";

export function LintSummary({ lint }: { lint: Linted | undefined }) {
  const t = useTexts(texts);
  if (!lint) return null;
  const { Warnings, Variables = [] } = lint;
  const elsewhere = Warnings.filter(({ Member = "" }) => Member === "Content" || Member === "");
  return (
    <div aria-live="polite">
      {Warnings.length === 0 ? (
        <StatusIndicator type="success">{t("lintClean")}</StatusIndicator>
      ) : (
        <StatusIndicator type="warning">{t("lintCount", { n: Warnings.length })}</StatusIndicator>
      )}
      {elsewhere.map(({ Message }) => (
        <Box key={Message} color="text-status-warning">
          {Message}
        </Box>
      ))}
      {Variables.length ? (
        <Box color="text-body-secondary">
          {t("variablesUsed")}: {Variables.join(", ")}
        </Box>
      ) : null}
    </div>
  );
}
