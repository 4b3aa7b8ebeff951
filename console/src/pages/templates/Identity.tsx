/** Type and name of a new template: neither can be changed later. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";
import { typeOf, TYPES, type TemplateType } from "./types";

interface Properties {
  readonly type: TemplateType;
  readonly name: string;
  readonly error: string | undefined;
  readonly onType: (type: TemplateType) => void;
  readonly onName: (name: string) => void;
}

export function Identity({ type, name, error, onType, onName }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  return (
    <Container>
      <ColumnLayout columns={2}>
        <FormField label={all("type")}>
          <Select
            selectedOption={{ value: type, label: t(type) }}
            options={TYPES.map((value) => ({ value, label: t(value) }))}
            onChange={({ detail }) => onType(typeOf(detail.selectedOption.value) ?? type)}
          />
        </FormField>
        <FormField label={all("name")} constraintText={t("nameHint")} errorText={error}>
          <Input value={name} onChange={({ detail }) => onName(detail.value)} />
        </FormField>
      </ColumnLayout>
    </Container>
  );
}
