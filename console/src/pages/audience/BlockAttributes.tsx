/** Attribute names that are never taken in again. */
import { RemoveAttributesCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";

import { useSurroundings } from "../../app/context";
import { FormDialog } from "../../components/FormDialog";
import { TokenInput } from "../../components/TokenInput";
import { fieldErrors, useAction } from "../../components/useAction";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

const KINDS = [
  { value: "endpoint-custom-attributes", text: "attributes" },
  { value: "endpoint-user-attributes", text: "userAttributes" },
  { value: "endpoint-metric-attributes", text: "metrics" },
] as const;

export function BlockAttributes({ app, onDismiss }: { app: string; onDismiss: () => void }) {
  const t = useTexts(texts);
  const { api, notify } = useSurroundings();
  const action = useAction();
  const [kind, setKind] = useState<(typeof KINDS)[number]>(KINDS[0]);
  const [names, setNames] = useState<readonly string[]>([]);
  const errors = fieldErrors(action.problem, ["AttributeType", "Blacklist"]);
  const block = async () => {
    const isDone = await action.run(async () => {
      const answer = await api.send(
        new RemoveAttributesCommand({
          ApplicationId: app,
          AttributeType: kind.value,
          UpdateAttributesRequest: { Blacklist: [...names] },
        }),
      );
      const all = answer.AttributesResource?.Attributes ?? [];
      notify({ type: "success", content: t("blocked", { names: all.join(", ") }) });
    });
    if (isDone) onDismiss();
  };
  return (
    <FormDialog
      title={t("blockTitle")}
      submitText={t("block")}
      canSubmit={names.length > 0}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={names.length > 0}
      onSubmit={() => void block()}
      onDismiss={onDismiss}
    >
      <Alert type="warning">{t("blockHint")}</Alert>
      <FormField label={t("blockKind")} errorText={errors.of("AttributeType")}>
        <Select
          selectedOption={{ value: kind.value, label: t(kind.text) }}
          options={KINDS.map(({ value, text }) => ({ value, label: t(text) }))}
          onChange={({ detail }) => setKind(KINDS.find(({ value }) => value === detail.selectedOption.value) ?? kind)}
        />
      </FormField>
      <FormField label={t("blockNames")} description={t("blockNamesHint")} errorText={errors.of("Blacklist")}>
        <TokenInput label={t("blockNames")} values={names} placeholder={t("typeValue")} onChange={setNames} />
      </FormField>
    </FormDialog>
  );
}
