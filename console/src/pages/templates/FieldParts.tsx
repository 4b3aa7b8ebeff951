/** One member of a template as a field: code, a line of text, a colour, one of a few. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";

import type { EditorLanguage, Insertion, Warning } from "../../components/CodeEditor";
import { Editor } from "../../components/Editor";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { WORDS } from "./palette";
import { isColour } from "./screens";
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
  /** Words of the application's own, offered beside those that everybody has. */
  readonly words?: readonly { readonly label: string }[];
}

export interface Member extends FieldsProperties {
  readonly path: string;
}

export function useLabel(): (path: string) => string {
  const t = useTexts(texts);
  return (path) => {
    const last = path.split(".").at(-1)!;
    const key = path.endsWith("DefaultConfig.Text") ? "ButtonText" : last;
    return key in texts ? t(key as keyof typeof texts) : key;
  };
}

interface CodeProperties extends Member {
  readonly language?: EditorLanguage;
  readonly lines: number;
  readonly description?: string;
}

export function Code({ path, content, onChange, onFocus, warnings = [], errorOf, isReadOnly = false, ...rest }: CodeProperties) {
  const label = useLabel()(path);
  const { language = "text", lines, words = [], description } = rest;
  return (
    <Editor
      label={label}
      language={language}
      lines={lines}
      value={read(content, path)}
      words={[...words, ...WORDS]}
      isReadOnly={isReadOnly}
      warnings={warnings.filter(({ Member }) => Member === path)}
      errorText={errorOf?.(path)}
      onChange={(value) => onChange(write(content, path, value))}
      {...(description ? { description } : {})}
      {...(onFocus ? { onFocus } : {})}
    />
  );
}

interface PlainProperties extends Member {
  readonly placeholder?: string;
  /** The most characters that the API takes; told as one writes. */
  readonly most?: number;
}

export function Plain({ path, content, onChange, errorOf, isReadOnly = false, placeholder = "", most }: PlainProperties) {
  const t = useTexts(texts);
  const label = useLabel()(path);
  const value = read(content, path);
  const tooLong = most !== undefined && value.length > most ? t("tooLong", { n: most }) : undefined;
  return (
    <FormField
      label={label}
      errorText={errorOf?.(path) ?? tooLong}
      constraintText={most === undefined ? undefined : `${value.length} / ${most}`}
    >
      <Input
        value={value}
        placeholder={placeholder}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange(write(content, path, detail.value))}
      />
    </FormField>
  );
}

export function Colour(properties: Member) {
  const t = useTexts(texts);
  const { path, content, onChange, errorOf, isReadOnly = false } = properties;
  const label = useLabel()(path);
  const value = read(content, path);
  return (
    <FormField label={label} errorText={errorOf?.(path) ?? (value && !isColour(value) ? t("badColour") : undefined)}>
      <div className="pw-colour">
        <input
          type="color"
          aria-label={t("pick", { what: label })}
          value={isColour(value) && value.length === 7 ? value : "#000000"}
          disabled={isReadOnly}
          onChange={(event) => onChange(write(content, path, event.target.value.toUpperCase()))}
        />
        <Input
          value={value}
          placeholder="#FFFFFF"
          readOnly={isReadOnly}
          onChange={({ detail }) => onChange(write(content, path, detail.value))}
        />
      </div>
    </FormField>
  );
}

interface OneOfProperties extends Member {
  readonly options: readonly string[];
  readonly isRequired?: boolean;
}

export function OneOf({ path, content, onChange, errorOf, isReadOnly = false, options, isRequired = false }: OneOfProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const label = useLabel()(path);
  const value = read(content, path);
  const name = (option: string) => (option in texts ? t(option as keyof typeof texts) : option);
  const none = isRequired ? [] : [{ value: "", label: all("none") }];
  return (
    <FormField label={label} errorText={errorOf?.(path)}>
      <Select
        selectedOption={{ value, label: value ? name(value) : all("none") }}
        disabled={isReadOnly}
        options={[...none, ...options.map((option) => ({ value: option, label: name(option) }))]}
        onChange={({ detail }) => onChange(write(content, path, detail.selectedOption.value ?? ""))}
      />
    </FormField>
  );
}
