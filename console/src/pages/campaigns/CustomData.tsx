/** Pairs that an in-app message carries for the app; people do not see them. */
import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Pair {
  readonly name: string;
  readonly value: string;
}

interface Properties {
  readonly data: Readonly<Record<string, string>>;
  readonly error: string | undefined;
  readonly onChange: (data: Readonly<Record<string, string>>) => void;
}

const MOST_PAIRS = 10;

export function CustomData({ data, error, onChange }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  // A name that is only being written may be empty or another one's for a moment, which a record cannot hold.
  const [pairs, setPairs] = useState<readonly Pair[]>(Object.entries(data).map(([name, value]) => ({ name, value })));
  const set = (next: readonly Pair[]) => {
    setPairs(next);
    onChange(Object.fromEntries(next.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), value])));
  };
  const change = (at: number, facts: Partial<Pair>) =>
    set(pairs.map((pair, place) => (place === at ? { ...pair, ...facts } : pair)));
  return (
    <FormField label={t("customData")} description={t("customDataHint")} errorText={error} stretch>
      <AttributeEditor<Pair>
        items={pairs}
        empty={t("noCustomData")}
        addButtonText={t("addCustomData")}
        disableAddButton={pairs.length >= MOST_PAIRS}
        removeButtonText={all("remove")}
        removeButtonAriaLabel={({ name }) => `${all("remove")}: ${name}`}
        onAddButtonClick={() => set([...pairs, { name: "", value: "" }])}
        onRemoveButtonClick={({ detail }) => set(pairs.filter((_, at) => at !== detail.itemIndex))}
        definition={[
          {
            label: all("name"),
            control: ({ name }, at) => (
              <Input value={name} onChange={({ detail }) => change(at, { name: detail.value })} />
            ),
          },
          {
            label: all("value"),
            control: ({ value }, at) => (
              <Input value={value} onChange={({ detail }) => change(at, { value: detail.value })} />
            ),
          },
        ]}
      />
    </FormField>
  );
}
