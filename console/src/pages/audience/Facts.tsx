/** Names and values, whatever they are. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";

export function Facts({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const all = useTexts(common);
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null && value !== "");
  if (known.length === 0) return <Box color="text-body-secondary">{all("none")}</Box>;
  return (
    <KeyValuePairs
      columns={3}
      items={known.map(([label, value]) => ({
        label,
        value: Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value),
      }))}
    />
  );
}
