/** Headers of an e-mail beyond the usual ones, such as Reply-To or List-Unsubscribe. */
import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Input from "@cloudscape-design/components/input";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import type { FieldsProperties } from "./FieldParts";
import { headersOf, type EmailHeader } from "./headers";
import { texts } from "./texts";

const MOST_HEADERS = 15;

export function HeaderFields({ content, onChange, warnings = [], errorOf, isReadOnly = false }: FieldsProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const headers = headersOf(content);
  const set = (next: readonly EmailHeader[]) => onChange({ ...content, Headers: next });
  const change = (place: number, facts: Partial<EmailHeader>) =>
    set(headers.map((header, at) => (at === place ? { ...header, ...facts } : header)));
  const warned = (name: string) => warnings.find(({ Member }) => Member === `header ${name}`)?.Message;
  const fault = errorOf?.("Headers") ?? warnings.find(({ Member }) => Member === "Headers")?.Message;
  return (
    <ExpandableSection headerText={t("Headers")} headerDescription={t("headersHint")} defaultExpanded={headers.length > 0}>
      <AttributeEditor<EmailHeader>
        items={headers}
        addButtonText={t("addHeader")}
        removeButtonText={all("remove")}
        disableAddButton={isReadOnly || headers.length >= MOST_HEADERS}
        isItemRemovable={() => !isReadOnly}
        empty={t("noHeaders")}
        additionalInfo={fault}
        onAddButtonClick={() => set([...headers, { Name: "", Value: "" }])}
        onRemoveButtonClick={({ detail }) => set(headers.filter((_, at) => at !== detail.itemIndex))}
        definition={[
          {
            label: all("name"),
            control: ({ Name }, place) => (
              <Input
                value={Name}
                placeholder="Reply-To"
                readOnly={isReadOnly}
                onChange={({ detail }) => change(place, { Name: detail.value })}
              />
            ),
          },
          {
            label: all("value"),
            warningText: ({ Name }) => warned(Name),
            control: ({ Value }, place) => (
              <Input
                value={Value}
                readOnly={isReadOnly}
                onChange={({ detail }) => change(place, { Value: detail.value })}
              />
            ),
          },
        ]}
      />
    </ExpandableSection>
  );
}
