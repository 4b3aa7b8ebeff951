/** One condition on an event's attribute or metric: its name, how it is compared, with what. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { ReactNode } from "react";

import { TokenInput } from "../../components/TokenInput";
import { useTexts } from "../../i18n/language";
import {
  ATTRIBUTE_OPERATORS,
  METRIC_OPERATORS,
  type AttributeCondition,
  type MetricCondition,
} from "./eventFilter";
import { texts } from "./texts";

interface Properties<C> {
  readonly condition: C;
  readonly error: string | undefined;
  readonly onChange: (condition: C) => void;
  readonly onRemove: () => void;
}

export function AttributeRow(properties: Properties<AttributeCondition>) {
  const { condition, error, onChange } = properties;
  const t = useTexts(texts);
  return (
    <Row {...properties} operators={ATTRIBUTE_OPERATORS} removeLabel={t("removeAttribute")}>
      <FormField label={t("conditionValues")} errorText={error}>
        <TokenInput
          label={t("conditionValues")}
          values={condition.values}
          onChange={(values) => onChange({ ...condition, values })}
        />
      </FormField>
    </Row>
  );
}

export function MetricRow(properties: Properties<MetricCondition>) {
  const { condition, error, onChange } = properties;
  const t = useTexts(texts);
  return (
    <Row {...properties} operators={METRIC_OPERATORS} removeLabel={t("removeMetric")}>
      <FormField label={t("conditionNumber")} errorText={error}>
        <Input
          type="number"
          step="any"
          value={condition.value}
          onChange={({ detail }) => onChange({ ...condition, value: detail.value })}
        />
      </FormField>
    </Row>
  );
}

interface RowProperties<C, O extends string> extends Properties<C> {
  readonly operators: readonly O[];
  readonly removeLabel: string;
  readonly children: ReactNode;
}

type Operator = (typeof ATTRIBUTE_OPERATORS)[number] | (typeof METRIC_OPERATORS)[number];

function Row<O extends Operator, C extends { readonly name: string; readonly operator: O }>({
  condition,
  operators,
  removeLabel,
  onChange,
  onRemove,
  children,
}: RowProperties<C, O>) {
  const t = useTexts(texts);
  return (
    <Grid
      gridDefinition={[
        { colspan: { default: 12, xxs: 6, xs: 4 } },
        { colspan: { default: 12, xxs: 6, xs: 3 } },
        { colspan: { default: 9, xxs: 10, xs: 4 } },
        { colspan: { default: 3, xxs: 2, xs: 1 } },
      ]}
    >
      <FormField label={t("conditionName")}>
        <Input value={condition.name} onChange={({ detail }) => onChange({ ...condition, name: detail.value })} />
      </FormField>
      <FormField label={t("conditionOperator")}>
        <Select
          selectedOption={{ value: condition.operator, label: t(`is_${condition.operator}`) }}
          options={operators.map((value) => ({ value, label: t(`is_${value}`) }))}
          onChange={({ detail }) => {
            const operator = operators.find((known) => known === detail.selectedOption.value);
            if (operator) onChange({ ...condition, operator });
          }}
        />
      </FormField>
      {children}
      <FormField label={<span aria-hidden="true">&nbsp;</span>}>
        <Button formAction="none" iconName="remove" ariaLabel={removeLabel} onClick={onRemove} />
      </FormField>
    </Grid>
  );
}
