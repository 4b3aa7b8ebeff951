/** One rule: what it is about, how it is compared, with which values. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";

import type { KnownNames } from "../../components/useKnownNames";
import { useTexts } from "../../i18n/language";
import { faultOf, isGap, KINDS, newCriterion, operatorsOf, type Criterion } from "./definition";
import { texts } from "./texts";
import { Values } from "./Values";
import "./segments.css";

interface Properties {
  readonly app: string;
  readonly criterion: Criterion;
  readonly known: KnownNames;
  readonly onNames: () => void;
  /** Gaps are told when somebody wants to save; mistakes at once. */
  readonly showGaps: boolean;
  readonly onChange: (criterion: Criterion) => void;
  readonly onRemove: () => void;
}

export function CriterionEditor({ app, criterion, known, onNames, showGaps, onChange, onRemove }: Properties) {
  const t = useTexts(texts);
  const { kind, operator } = criterion;
  const found = faultOf(criterion);
  const fault = found && (showGaps || !isGap(found)) ? found : undefined;
  const named = kind === "attribute" || kind === "userAttribute" || kind === "metric";
  const isAboutName = fault === "needName" || (fault === "tooLong" && named && criterion.name.length > 50);
  const change = (facts: Partial<Criterion>) => onChange({ ...criterion, ...facts });
  const word = (key: string) => (key in texts ? t(key as keyof typeof texts) : key);
  return (
    <div className={named ? "pw-rule" : "pw-rule pw-rule-short"}>
      <FormField label={t("about")}>
        <Select
          selectedOption={{ value: kind, label: t(kind) }}
          options={KINDS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) => onChange(newCriterion(KINDS.find((each) => each === detail.selectedOption.value) ?? kind))}
        />
      </FormField>
      {named ? (
        <FormField label={t("attributeName")} errorText={fault && isAboutName ? t(fault) : undefined}>
          <Autosuggest
            value={criterion.name}
            options={known[kind].map((value) => ({ value }))}
            enteredTextLabel={(value) => value}
            empty="–"
            onFocus={onNames}
            onChange={({ detail }) => change({ name: detail.value })}
          />
        </FormField>
      ) : null}
      <FormField label={t("operator")}>
        <Select
          selectedOption={{ value: operator, label: word(operator) }}
          options={operatorsOf(kind).map((value) => ({ value, label: word(value) }))}
          onChange={({ detail }) => change({ operator: detail.selectedOption.value ?? operator })}
        />
      </FormField>
      <Values
        app={app}
        criterion={criterion}
        change={change}
        error={fault && !isAboutName ? t(fault) : undefined}
      />
      <div className="pw-rule-remove">
        <Button formAction="none" iconName="remove" variant="icon" ariaLabel={t("removeRule")} onClick={onRemove} />
      </div>
    </div>
  );
}
