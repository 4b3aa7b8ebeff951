/** What a rule compares with: texts, dates, a number, a span of time, a place. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";

import { CHANNEL_TYPES } from "../../components/channels";
import { TokenInput } from "../../components/TokenInput";
import { useValues } from "../../components/useKnownNames";
import { useTexts } from "../../i18n/language";
import { DATE_OPERATORS, DURATIONS, type Criterion, type Kind } from "./definition";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly criterion: Criterion;
  readonly change: (facts: Partial<Criterion>) => void;
  readonly error: string | undefined;
}

export function Values({ app, criterion, change, error }: Properties) {
  const t = useTexts(texts);
  const { kind } = criterion;
  if (kind === "recency") {
    const duration = DURATIONS.find((each) => each === criterion.value) ?? "DAY_30";
    return (
      <FormField label={t("values")}>
        <Select
          selectedOption={{ value: duration, label: t(duration) }}
          options={DURATIONS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) => change({ value: detail.selectedOption.value ?? duration })}
        />
      </FormField>
    );
  }
  if (kind === "metric") {
    return (
      <FormField label={t("values")} errorText={error}>
        <Input inputMode="decimal" value={criterion.value} onChange={({ detail }) => change({ value: detail.value })} />
      </FormField>
    );
  }
  if (kind === "gps") {
    return (
      <FormField errorText={error}>
        <div className="pw-place">
          {(["latitude", "longitude", "kilometers"] as const).map((name) => (
            <FormField key={name} label={t(name)}>
              <Input
                inputMode="decimal"
                value={criterion[name]}
                onChange={({ detail }) => change({ [name]: detail.value })}
              />
            </FormField>
          ))}
        </div>
      </FormField>
    );
  }
  return <Texts app={app} criterion={criterion} change={change} error={error} />;
}

function Texts({ app, criterion, change, error }: Properties) {
  const t = useTexts(texts);
  const { kind, operator, values } = criterion;
  const isDate = DATE_OPERATORS.includes(operator);
  const [isWanted, setWanted] = useState(false);
  const known = useValues(app, isDate ? "" : dimensionOf(criterion), isWanted);
  return (
    <FormField label={t("values")} errorText={error}>
      <TokenInput
        label={t("values")}
        values={values}
        placeholder={t(isDate ? "addDate" : kind === "country" ? "addCountry" : "addValue")}
        suggestions={kind === "channel" ? CHANNEL_TYPES : known}
        onFocus={() => setWanted(true)}
        onChange={(next) => change({ values: next })}
      />
    </FormField>
  );
}

const DIMENSIONS: Partial<Record<Kind, string>> = {
  platform: "Platform",
  make: "Make",
  model: "Model",
  appVersion: "AppVersion",
  country: "Country",
  deviceType: "Attributes.DeviceType",
};

/** Where the API tells which values there are. */
function dimensionOf({ kind, name }: Criterion): string {
  if (kind === "attribute") return name ? `Attributes.${name}` : "";
  if (kind === "userAttribute") return name ? `UserAttributes.${name}` : "";
  return DIMENSIONS[kind] ?? "";
}
