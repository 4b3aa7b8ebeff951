/** One short text, in each of the languages that the preference page speaks. */
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";

import { LANGUAGE_NAMES, LANGUAGES } from "../../i18n/language";
import type { Lines } from "./pageDraft";

interface Properties {
  readonly label: string;
  readonly lines: Lines;
  readonly isReadOnly: boolean;
  readonly onChange: (lines: Lines) => void;
}

export function LinesField({ label, lines, isReadOnly, onChange }: Properties) {
  return (
    <Grid gridDefinition={LANGUAGES.map(() => ({ colspan: { default: 12, xs: 4 } }))}>
      {LANGUAGES.map((language) => (
        <FormField stretch key={language} label={`${label} (${LANGUAGE_NAMES[language]})`}>
          <Input
            value={lines[language]}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ ...lines, [language]: detail.value })}
          />
        </FormField>
      ))}
    </Grid>
  );
}
