/** How texts to a number are handled. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useSurroundings } from "../../app/context";
import { FormDialog } from "../../components/FormDialog";
import { fieldErrors, useAction } from "../../components/useAction";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { HANDLINGS, type OwnNumber } from "./ownNumber";
import { texts } from "./texts";

interface Properties {
  readonly stored: OwnNumber;
  readonly applications: readonly { readonly value: string; readonly label: string }[];
  readonly onDismiss: () => void;
  readonly onSaved: (number: string) => void;
}

export function NumberForm({ stored, applications, onDismiss, onSaved }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const action = useAction();
  const [values, setValues] = useState(stored);
  const change = (facts: Partial<OwnNumber>) => setValues((before) => ({ ...before, ...facts }));
  const isNew = stored.Number === "";
  const isDirty = JSON.stringify(values) !== JSON.stringify(stored);
  const errors = fieldErrors(action.problem, ["TopicArn", "number", "E.164"]);
  const save = () =>
    action.run(async () => {
      const { Number: number, ...body } = values;
      const made = await api.x.put<OwnNumber>(`/numbers/${label(number.trim())}`, body);
      notify({ type: "success", content: all("saved") });
      onSaved(made.Number);
    });
  return (
    <FormDialog
      title={isNew ? t("setUp") : t("editTitle", { n: stored.Number })}
      submitText={isNew ? t("setUp") : all("save")}
      canSubmit={values.Number.trim() !== "" && isDirty}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={isDirty}
      onSubmit={() => void save()}
      onDismiss={onDismiss}
    >
      {isNew ? (
        <FormField
          label={t("number")}
          description={t("numberHint")}
          errorText={errors.of("number") ?? errors.of("E.164")}
        >
          <Input
            value={values.Number}
            autoFocus
            inputMode="tel"
            placeholder="+18445550100"
            onChange={({ detail }) => change({ Number: detail.value })}
          />
        </FormField>
      ) : null}
      <Toggle
        checked={values.TwoWayEnabled}
        description={t("twoWayHint")}
        onChange={({ detail }) => change({ TwoWayEnabled: detail.checked })}
      >
        {t("twoWay")}
      </Toggle>
      <FormField label={t("topic")} description={t("topicHint")} errorText={errors.of("TopicArn")}>
        <Input
          value={values.TopicArn ?? ""}
          placeholder="arn:aws:sns:eu-central-1:123456789012:texts"
          onChange={({ detail }) => change({ TopicArn: detail.value.trim() || null })}
        />
      </FormField>
      <FormField label={t("applications")} description={t("applicationsHint")}>
        <Multiselect
          placeholder={all("all")}
          options={[...applications]}
          selectedOptions={applications.filter(({ value }) => values.ApplicationIds.includes(value))}
          onChange={({ detail }) => change({ ApplicationIds: detail.selectedOptions.map(({ value }) => value ?? "") })}
        />
      </FormField>
      <FormField label={t("handling")} description={t(`${values.OptOutHandling}_what`)}>
        <Select
          selectedOption={{ value: values.OptOutHandling, label: t(values.OptOutHandling) }}
          options={HANDLINGS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) =>
            change({ OptOutHandling: HANDLINGS.find((one) => one === detail.selectedOption.value) ?? "PINWHEEL" })
          }
        />
      </FormField>
      <Toggle
        checked={values.OptsEndpointsOut}
        description={t("optsOutHint")}
        onChange={({ detail }) => change({ OptsEndpointsOut: detail.checked })}
      >
        {t("optsOut")}
      </Toggle>
    </FormDialog>
  );
}
