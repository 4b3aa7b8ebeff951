/** The members of a template, by its type. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import ExpandableSection from "@cloudscape-design/components/expandable-section";

import type { Insertion, Warning } from "../../components/CodeEditor";
import { Editor } from "../../components/Editor";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { WORDS } from "./palette";
import { texts } from "./texts";
import { read, write, type Content, type TemplateType } from "./types";

export interface FieldsProperties {
  readonly type: TemplateType;
  readonly content: Content;
  readonly onChange: (content: Content) => void;
  readonly onFocus?: (editor: Insertion) => void;
  readonly warnings?: readonly Warning[];
  readonly errorOf?: (path: string) => string | undefined;
  readonly isReadOnly?: boolean;
}

const MOST_SCREENS = 5;
const LAYOUTS = ["BOTTOM_BANNER", "TOP_BANNER", "MIDDLE_BANNER", "OVERLAYS", "MOBILE_FEED", "CAROUSEL"];
const PLATFORMS = ["Default", "APNS", "GCM", "ADM", "Baidu"] as const;

export function Fields(properties: FieldsProperties) {
  const { type } = properties;
  if (type === "EMAIL") {
    return (
      <SpaceBetween size="m">
        <Code {...properties} path="Subject" lines={1} />
        <Code {...properties} path="HtmlPart" language="html" lines={14} />
        <Code {...properties} path="TextPart" lines={6} />
      </SpaceBetween>
    );
  }
  if (type === "SMS") return <Code {...properties} path="Body" lines={5} />;
  if (type === "VOICE") {
    return (
      <SpaceBetween size="m">
        <Code {...properties} path="Body" lines={6} />
        <Plain {...properties} path="LanguageCode" placeholder="de-DE" />
        <Plain {...properties} path="VoiceId" placeholder="Vicki" />
      </SpaceBetween>
    );
  }
  return type === "PUSH" ? <PushFields {...properties} /> : <InAppFields {...properties} />;
}

interface Member extends FieldsProperties {
  readonly path: string;
}

function useLabel(path: string): string {
  const t = useTexts(texts);
  const last = path.split(".").at(-1)!;
  const key = path.endsWith("DefaultConfig.Text") ? "ButtonText" : last;
  return key in texts ? t(key as keyof typeof texts) : key;
}

function Code({
  path,
  content,
  onChange,
  onFocus,
  warnings = [],
  errorOf,
  isReadOnly = false,
  language = "text",
  lines,
}: Member & { language?: "html" | "text"; lines: number }) {
  const label = useLabel(path);
  return (
    <Editor
      label={label}
      language={language}
      lines={lines}
      value={read(content, path)}
      words={WORDS}
      isReadOnly={isReadOnly}
      warnings={warnings.filter(({ Member }) => Member === path)}
      errorText={errorOf?.(path)}
      onChange={(value) => onChange(write(content, path, value))}
      {...(onFocus ? { onFocus } : {})}
    />
  );
}

function Plain({ path, content, onChange, errorOf, isReadOnly = false, placeholder = "" }: Member & { placeholder?: string }) {
  const label = useLabel(path);
  return (
    <FormField label={label} errorText={errorOf?.(path)}>
      <Input
        value={read(content, path)}
        placeholder={placeholder}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange(write(content, path, detail.value))}
      />
    </FormField>
  );
}

function OneOf({ path, content, onChange, errorOf, isReadOnly = false, options }: Member & { options: readonly string[] }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const label = useLabel(path);
  const value = read(content, path);
  const name = (option: string) => (option in texts ? t(option as keyof typeof texts) : option);
  return (
    <FormField label={label} errorText={errorOf?.(path)}>
      <Select
        selectedOption={{ value, label: value ? name(value) : all("none") }}
        disabled={isReadOnly}
        options={[{ value: "", label: all("none") }, ...options.map((option) => ({ value: option, label: name(option) }))]}
        onChange={({ detail }) => onChange(write(content, path, detail.selectedOption.value ?? ""))}
      />
    </FormField>
  );
}

function PushFields(properties: FieldsProperties) {
  const t = useTexts(texts);
  return (
    <Tabs
      ariaLabel={t("content")}
      tabs={PLATFORMS.map((platform) => ({
        id: platform,
        label: t(platform),
        content: (
          <SpaceBetween size="m">
            <Code {...properties} path={`${platform}.Title`} lines={1} />
            <Code {...properties} path={`${platform}.Body`} lines={4} />
            <OneOf {...properties} path={`${platform}.Action`} options={["OPEN_APP", "DEEP_LINK", "URL"]} />
            <Plain {...properties} path={`${platform}.Url`} />
            <Plain {...properties} path={`${platform}.Sound`} />
            {platform === "APNS" ? <Plain {...properties} path="APNS.MediaUrl" /> : null}
            {platform === "GCM" || platform === "ADM" || platform === "Baidu" ? (
              <Plain {...properties} path={`${platform}.ImageUrl`} />
            ) : null}
            {platform === "Default" ? null : <Code {...properties} path={`${platform}.RawContent`} lines={4} />}
          </SpaceBetween>
        ),
      }))}
    />
  );
}

function InAppFields(properties: FieldsProperties) {
  const { content, onChange } = properties;
  const t = useTexts(texts);
  const all = useTexts(common);
  const screens = Array.isArray(content["Content"]) ? content["Content"].length : 0;
  const set = (items: readonly unknown[]) => onChange({ ...content, Content: items });
  const items = (content["Content"] as readonly unknown[] | undefined) ?? [];
  return (
    <SpaceBetween size="m">
      <OneOf {...properties} path="Layout" options={LAYOUTS} />
      {Array.from({ length: screens }, (_, index) => (
        <ExpandableSection
          key={index}
          variant="container"
          defaultExpanded
          headerText={t("screen", { n: index + 1 })}
          headerActions={
            <Button formAction="none" iconName="remove" ariaLabel={`${all("remove")}: ${t("screen", { n: index + 1 })}`} onClick={() => set(items.filter((_item, at) => at !== index))} />
          }
        >
          <SpaceBetween size="m">
            <Plain {...properties} path={`Content.${index}.HeaderConfig.Header`} />
            <Plain {...properties} path={`Content.${index}.BodyConfig.Body`} />
            <Plain {...properties} path={`Content.${index}.BackgroundColor`} placeholder="#FFFFFF" />
            <Plain {...properties} path={`Content.${index}.ImageUrl`} placeholder="https://" />
            <Plain {...properties} path={`Content.${index}.PrimaryBtn.DefaultConfig.Text`} />
            <OneOf
              {...properties}
              path={`Content.${index}.PrimaryBtn.DefaultConfig.ButtonAction`}
              options={["LINK", "DEEP_LINK", "CLOSE"]}
            />
            <Plain {...properties} path={`Content.${index}.PrimaryBtn.DefaultConfig.Link`} />
          </SpaceBetween>
        </ExpandableSection>
      ))}
      <Button
        formAction="none"
        iconName="add-plus"
        disabled={screens >= MOST_SCREENS}
        onClick={() => set([...items, newScreen()])}
      >
        {t("addScreen")}
      </Button>
    </SpaceBetween>
  );
}

/** The API wants alignment and colour of each text named. */
export function newScreen(): Content {
  return {
    BackgroundColor: "#FFFFFF",
    HeaderConfig: { Alignment: "LEFT", Header: "", TextColor: "#000000" },
    BodyConfig: { Alignment: "LEFT", Body: "", TextColor: "#000000" },
  };
}
