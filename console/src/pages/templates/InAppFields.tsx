/** An in-app message: its layout, and up to five screens. */
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { Colour, OneOf, Plain, type FieldsProperties } from "./FieldParts";
import { LAYOUTS, MOST_SCREENS, newScreen } from "./screens";
import { texts } from "./texts";
import { read, write, type Content } from "./types";

const LONGEST_HEADER = 64;
const LONGEST_BODY = 150;
const LONGEST_BUTTON = 64;
const ALIGNMENTS = ["LEFT", "CENTER", "RIGHT"] as const;

export function InAppFields(properties: FieldsProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { content, onChange, isReadOnly = false } = properties;
  const screens: readonly unknown[] = Array.isArray(content["Content"]) ? content["Content"] : [];
  const set = (items: readonly unknown[]) => onChange({ ...content, Content: items });
  return (
    <SpaceBetween size="m">
      <OneOf {...properties} path="Layout" options={LAYOUTS} isRequired />
      {screens.map((_, index) => (
        <ExpandableSection
          key={index}
          variant="container"
          defaultExpanded={index === 0}
          headerText={t("screen", { n: index + 1 })}
          headerActions={
            <Button
              formAction="none"
              iconName="remove"
              disabled={isReadOnly || screens.length === 1}
              ariaLabel={`${all("remove")}: ${t("screen", { n: index + 1 })}`}
              onClick={() => set(screens.filter((_item, at) => at !== index))}
            />
          }
        >
          <ScreenFields {...properties} path={`Content.${index}`} />
        </ExpandableSection>
      ))}
      <Button
        formAction="none"
        iconName="add-plus"
        disabled={isReadOnly || screens.length >= MOST_SCREENS}
        onClick={() => set([...screens, newScreen()])}
      >
        {t("addScreen")}
      </Button>
    </SpaceBetween>
  );
}

function ScreenFields({ path, ...properties }: FieldsProperties & { readonly path: string }) {
  return (
    <SpaceBetween size="m">
      <Plain {...properties} path={`${path}.HeaderConfig.Header`} most={LONGEST_HEADER} />
      <ColumnLayout columns={2}>
        <OneOf {...properties} path={`${path}.HeaderConfig.Alignment`} options={ALIGNMENTS} isRequired />
        <Colour {...properties} path={`${path}.HeaderConfig.TextColor`} />
      </ColumnLayout>
      <Plain {...properties} path={`${path}.BodyConfig.Body`} most={LONGEST_BODY} />
      <ColumnLayout columns={2}>
        <OneOf {...properties} path={`${path}.BodyConfig.Alignment`} options={ALIGNMENTS} isRequired />
        <Colour {...properties} path={`${path}.BodyConfig.TextColor`} />
      </ColumnLayout>
      <ColumnLayout columns={2}>
        <Colour {...properties} path={`${path}.BackgroundColor`} />
        <Plain {...properties} path={`${path}.ImageUrl`} placeholder="https://" />
      </ColumnLayout>
      <ButtonFields {...properties} path={`${path}.PrimaryBtn`} />
      <ButtonFields {...properties} path={`${path}.SecondaryBtn`} />
    </SpaceBetween>
  );
}

/** A button is there when it has a text; the API then wants to know what it does. */
function ButtonFields({ path, ...properties }: FieldsProperties & { readonly path: string }) {
  const t = useTexts(texts);
  const at = (member: string) => `${path}.DefaultConfig.${member}`;
  const { content, onChange } = properties;
  const hasLink = ["LINK", "DEEP_LINK"].includes(read(content, at("ButtonAction")));
  const setText = (next: Content) =>
    onChange(
      read(next, at("Text"))
        ? write(next, at("ButtonAction"), read(next, at("ButtonAction")) || "CLOSE")
        : write(next, path, undefined),
    );
  return (
    <fieldset className="pw-fieldset">
      <legend>{t(path.endsWith("PrimaryBtn") ? "PrimaryBtn" : "SecondaryBtn")}</legend>
      <SpaceBetween size="m">
        <Plain {...properties} path={at("Text")} most={LONGEST_BUTTON} onChange={setText} />
        {read(content, at("Text")) ? (
          <SpaceBetween size="m">
            <ColumnLayout columns={2}>
              <Colour {...properties} path={at("TextColor")} />
              <Colour {...properties} path={at("BackgroundColor")} />
            </ColumnLayout>
            <OneOf {...properties} path={at("ButtonAction")} options={["LINK", "DEEP_LINK", "CLOSE"]} isRequired />
            {hasLink ? <Plain {...properties} path={at("Link")} placeholder="https://" /> : null}
          </SpaceBetween>
        ) : null}
      </SpaceBetween>
    </fieldset>
  );
}
