/** Two texts, line by line. */
import Box from "@cloudscape-design/components/box";
import { diffLines } from "diff";

import { useTexts } from "../i18n/language";
import { previews } from "../i18n/previews";

const CONTEXT_LINES = 3;

export function Diff({ before, after, label }: { before: string; after: string; label: string }) {
  const t = useTexts(previews);
  if (before === after) return <Box color="text-body-secondary">{t("noDifference")}</Box>;
  const parts = diffLines(before, after);
  return (
    <div className="pw-diff" role="group" aria-label={label}>
      {parts.map((part, index) => {
        if (part.added) return <ins key={index}>{prefixed(part.value, "+")}</ins>;
        if (part.removed) return <del key={index}>{prefixed(part.value, "−")}</del>;
        return <span key={index}>{prefixed(shortened(part.value), " ")}</span>;
      })}
    </div>
  );
}

function prefixed(value: string, sign: string): string {
  return value
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${sign} ${line}`)
    .join("\n");
}

function shortened(value: string): string {
  const lines = value.split("\n");
  if (lines.length <= 2 * CONTEXT_LINES + 1) return value;
  return [...lines.slice(0, CONTEXT_LINES), "…", ...lines.slice(-CONTEXT_LINES)].join("\n");
}
