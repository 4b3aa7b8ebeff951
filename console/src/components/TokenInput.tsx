/** A list of short texts: typed one by one, or several pasted with line breaks. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useState } from "react";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";

interface Properties {
  readonly label: string;
  readonly values: readonly string[];
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly onFocus?: () => void;
}

export function TokenInput({ label, values, placeholder, suggestions = [], onChange, onFocus }: Properties) {
  const t = useTexts(common);
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const fresh = text
      .split(/[\n\r]+/)
      .map((part) => part.trim())
      .filter((part) => part && !values.includes(part));
    if (fresh.length) onChange([...values, ...fresh]);
    setTyped("");
  };
  return (
    <>
      <Autosuggest
        value={typed}
        ariaLabel={label}
        placeholder={placeholder ?? ""}
        options={suggestions.filter((value) => !values.includes(value)).map((value) => ({ value }))}
        enteredTextLabel={(value) => `${t("add")}: ${value}`}
        onChange={({ detail }) => setTyped(detail.value)}
        onSelect={({ detail }) => add(detail.value)}
        onFocus={() => onFocus?.()}
        onBlur={() => add(typed)}
        onKeyDown={(event) => {
          if (event.detail.key === "Enter" && typed.trim()) {
            event.preventDefault();
            add(typed);
          }
        }}
      />
      {values.length ? (
        <TokenGroup
          items={values.map((value) => ({ label: value, dismissLabel: `${t("remove")} ${value}` }))}
          onDismiss={({ detail }) => onChange(values.filter((_, place) => place !== detail.itemIndex))}
        />
      ) : null}
    </>
  );
}
