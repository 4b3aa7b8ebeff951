/** Values where a person has none, and a description of the template. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { Editor } from "../../components/Editor";
import { useTexts } from "../../i18n/language";
import { lacking, pairsOf, withDefault } from "./defaults";
import type { FieldsProperties } from "./FieldParts";
import { texts } from "./texts";
import { read, write } from "./types";

interface Properties extends FieldsProperties {
  /** The variables that the texts name. */
  readonly variables: readonly string[];
}

export function DefaultsForm({ type, content, onChange, errorOf, isReadOnly = false, variables }: Properties) {
  const t = useTexts(texts);
  const defaults = read(content, "DefaultSubstitutions");
  const isBroken = pairsOf(defaults) === undefined;
  const set = (value: string) => onChange(write(content, "DefaultSubstitutions", value));
  const without = isBroken ? [] : lacking(variables, defaults);
  return (
    <ExpandableSection
      variant="container"
      headerText={t(type === "INAPP" ? "TemplateDescription" : "defaults")}
      defaultExpanded={defaults !== ""}
    >
      <SpaceBetween size="m">
        {type === "INAPP" ? null : (
          <Editor
            label={t("DefaultSubstitutions")}
            description={t("defaultsHint")}
            language="json"
            lines={3}
            value={defaults}
            isReadOnly={isReadOnly}
            errorText={isBroken ? t("badJson") : errorOf?.("DefaultSubstitutions")}
            onChange={set}
          />
        )}
        {without.length && !isReadOnly ? (
          <div>
            <Box color="text-body-secondary">{t("addDefault")}</Box>
            <div className="pw-words">
              {without.map((name) => (
                <Button key={name} variant="inline-link" formAction="none" onClick={() => set(withDefault(defaults, name))}>
                  {name}
                </Button>
              ))}
            </div>
          </div>
        ) : null}
        <FormField label={t("TemplateDescription")} errorText={errorOf?.("TemplateDescription")}>
          <Input
            value={read(content, "TemplateDescription")}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange(write(content, "TemplateDescription", detail.value))}
          />
        </FormField>
      </SpaceBetween>
    </ExpandableSection>
  );
}
