/** Names an event, perhaps only with certain values of an attribute. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";

import { useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "../events/eventTypes";
import type { Asked } from "./archive";
import { archiveTexts } from "./archiveTexts";
import { useSubject } from "./subject";

interface Properties {
  readonly label: string;
  readonly asked: Asked;
  readonly onChange: (asked: Asked) => void;
}

const HALF = { default: 12, xs: 6 };
const QUARTER = { default: 12, xs: 3 };

export function EventInput({ label, asked, onChange }: Properties) {
  const t = useTexts(archiveTexts);
  return (
    <Grid gridDefinition={[{ colspan: HALF }, { colspan: QUARTER }, { colspan: QUARTER }]}>
      <EventTypeInput label={label} value={asked.type} onChange={(type) => onChange({ ...asked, type })} />
      <FormField label={t("attribute")}>
        <Input
          value={asked.attribute ?? ""}
          ariaLabel={`${label}: ${t("attribute")}`}
          onChange={({ detail }) => onChange({ ...asked, attribute: detail.value })}
        />
      </FormField>
      <FormField label={t("values")}>
        <Input
          value={(asked.values ?? []).join(",")}
          ariaLabel={`${label}: ${t("values")}`}
          disabled={!asked.attribute}
          onChange={({ detail }) => onChange({ ...asked, values: detail.value.split(",") })}
        />
      </FormField>
    </Grid>
  );
}

interface TypeProperties {
  readonly label: string;
  readonly value: string;
  readonly errorText?: string | undefined;
  readonly onChange: (type: string) => void;
}

/** What came in the chosen days is suggested first, then what has a fixed meaning. */
export function EventTypeInput({ label, value, errorText, onChange }: TypeProperties) {
  const { counted } = useSubject();
  const known = [...new Set([...counted.map(({ EventType }) => EventType), ...EVENT_TYPES])];
  return (
    <FormField label={label} errorText={errorText}>
      <Autosuggest
        value={value}
        options={known.map((type) => ({ value: type }))}
        enteredTextLabel={(text) => text}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}

/** Without what was left blank. */
export function tidied({ type, attribute = "", values = [] }: Asked): Asked {
  const kept = values.map((value) => value.trim()).filter(Boolean);
  const name = attribute.trim();
  return name && kept.length ? { type: type.trim(), attribute: name, values: kept } : { type: type.trim() };
}
