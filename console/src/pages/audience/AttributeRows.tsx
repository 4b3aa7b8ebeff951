/** Names and their values, to be changed, added and removed. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { TokenInput } from "../../components/TokenInput";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { faultAt, type Row } from "./draft";
import { texts } from "./texts";

interface Properties {
  readonly title: string;
  readonly description?: string;
  readonly rows: readonly Row[];
  /** One number each, which can be set but never be taken away. */
  readonly isMetric?: boolean;
  readonly error: string | undefined;
  readonly onChange: (rows: readonly Row[]) => void;
}

const COLUMNS = [
  { colspan: { default: 12, xs: 4 } },
  { colspan: { default: 9, xs: 6 } },
  { colspan: { default: 3, xs: 2 } },
];

export function AttributeRows({ title, description, rows, isMetric = false, error, onChange }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const set = (place: number, facts: Partial<Row>) =>
    onChange(rows.map((row, at) => (at === place ? { ...row, ...facts } : row)));
  return (
    <SpaceBetween size="xs">
      <Header variant="h3" description={description}>
        {title}
      </Header>
      {error ? <Box color="text-status-error">{error}</Box> : null}
      {rows.length === 0 ? <Box color="text-body-secondary">{all("none")}</Box> : null}
      {rows.map((row, place) => {
        const fault = faultAt(rows, place, isMetric);
        const label = t("valueOf", { name: row.name || String(place + 1) });
        return (
          <Grid key={place} gridDefinition={COLUMNS}>
            {row.isStored ? (
              <Box padding={{ top: "xxs" }}>{row.name}</Box>
            ) : (
              <FormField stretch errorText={fault && fault !== "needNumber" ? t(fault) : undefined}>
                <Input
                  ariaLabel={`${all("name")} ${place + 1}: ${title}`}
                  value={row.name}
                  onChange={({ detail }) => set(place, { name: detail.value })}
                />
              </FormField>
            )}
            <FormField stretch errorText={fault === "needNumber" ? t(fault) : undefined}>
              {isMetric ? (
                <Input
                  type="number"
                  inputMode="decimal"
                  step="any"
                  ariaLabel={label}
                  value={row.values[0] ?? ""}
                  onChange={({ detail }) => set(place, { values: [detail.value] })}
                />
              ) : (
                <TokenInput
                  label={label}
                  values={row.values}
                  placeholder={t("typeValue")}
                  onChange={(values) => set(place, { values })}
                />
              )}
            </FormField>
            {isMetric && row.isStored ? (
              <span />
            ) : (
              <Button
                formAction="none"
                iconName="remove"
                variant="icon"
                ariaLabel={`${all("remove")}: ${row.name || String(place + 1)}`}
                onClick={() => onChange(rows.filter((_, at) => at !== place))}
              />
            )}
          </Grid>
        );
      })}
      <Button
        formAction="none"
        iconName="add-plus"
        ariaLabel={`${all("add")}: ${title}`}
        onClick={() => onChange([...rows, { name: "", values: [], isStored: false }])}
      >
        {all("add")}
      </Button>
    </SpaceBetween>
  );
}
