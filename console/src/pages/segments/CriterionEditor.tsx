/** One rule: what it is about, how it is compared, with which values. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { TokenInput } from "../../components/TokenInput";
import { CHANNEL_TYPES } from "../../components/channels";
import { useTexts } from "../../i18n/language";
import { DURATIONS, faultOf, KINDS, newCriterion, operatorsOf, type Criterion, type Kind } from "./definition";
import type { KnownAttributes } from "./SegmentEditor";
import { texts } from "./texts";

interface Properties {
  readonly criterion: Criterion;
  readonly known: KnownAttributes;
  readonly showFault: boolean;
  readonly onChange: (criterion: Criterion) => void;
  readonly onRemove: () => void;
}

export function CriterionEditor({ criterion, known, showFault, onChange, onRemove }: Properties) {
  const t = useTexts(texts);
  const { kind, operator } = criterion;
  const fault = showFault ? faultOf(criterion) : undefined;
  const named = kind === "attribute" || kind === "userAttribute" || kind === "metric";
  const change = (facts: Partial<Criterion>) => onChange({ ...criterion, ...facts });
  const word = (operator_: string) => (operator_ in texts ? t(operator_ as keyof typeof texts) : operator_);
  return (
    <Grid
      gridDefinition={[
        { colspan: { default: 12, xs: named ? 6 : 6, m: 3 } },
        ...(named ? [{ colspan: { default: 12, xs: 6, m: 2 } }] : []),
        { colspan: { default: 12, xs: 6, m: named ? 2 : 3 } },
        { colspan: { default: 12, xs: 6, m: named ? 4 : 5 } },
        { colspan: { default: 12, m: 1 } },
      ]}
    >
      <FormField label={t("about")}>
        <Select
          selectedOption={{ value: kind, label: t(kind) }}
          options={KINDS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) => onChange(newCriterion(detail.selectedOption.value as Kind))}
        />
      </FormField>
      {named ? (
        <FormField label={t("attributeName")} errorText={fault === "needName" ? t(fault) : undefined}>
          <Autosuggest
            value={criterion.name}
            options={known[kind].map((value) => ({ value }))}
            enteredTextLabel={(value) => value}
            empty="–"
            onChange={({ detail }) => change({ name: detail.value })}
          />
        </FormField>
      ) : null}
      <FormField label={t("operator")}>
        <Select
          selectedOption={{ value: operator, label: word(operator) }}
          options={operatorsOf(kind).map((value) => ({ value, label: word(value) }))}
          onChange={({ detail }) => change({ operator: detail.selectedOption.value! })}
        />
      </FormField>
      <Values
        criterion={criterion}
        change={change}
        error={fault && fault !== "needName" ? t(fault) : undefined}
      />
      <FormField label={<span aria-hidden="true">&nbsp;</span>}>
        <Button formAction="none" iconName="remove" ariaLabel={t("removeRule")} onClick={onRemove} />
      </FormField>
    </Grid>
  );
}

function Values({
  criterion,
  change,
  error,
}: {
  criterion: Criterion;
  change: (facts: Partial<Criterion>) => void;
  error: string | undefined;
}) {
  const t = useTexts(texts);
  const { kind } = criterion;
  if (kind === "recency") {
    return (
      <FormField label={t("values")}>
        <Select
          selectedOption={{ value: criterion.value, label: t(criterion.value as "HR_24") }}
          options={DURATIONS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) => change({ value: detail.selectedOption.value! })}
        />
      </FormField>
    );
  }
  if (kind === "metric") {
    return (
      <FormField label={t("values")} errorText={error}>
        <Input type="number" step="any" value={criterion.value} onChange={({ detail }) => change({ value: detail.value })} />
      </FormField>
    );
  }
  if (kind === "gps") {
    return (
      <SpaceBetween direction="horizontal" size="xs">
        {(["latitude", "longitude", "kilometers"] as const).map((name) => (
          <FormField key={name} label={t(name)} errorText={name === "latitude" ? error : undefined}>
            <Input type="number" step="any" value={criterion[name]} onChange={({ detail }) => change({ [name]: detail.value })} />
          </FormField>
        ))}
      </SpaceBetween>
    );
  }
  return (
    <FormField label={t("values")} errorText={error}>
      <TokenInput
        label={t("values")}
        values={criterion.values}
        placeholder={t("addValue")}
        suggestions={kind === "channel" ? CHANNEL_TYPES : []}
        onChange={(values) => change({ values })}
      />
    </FormField>
  );
}
