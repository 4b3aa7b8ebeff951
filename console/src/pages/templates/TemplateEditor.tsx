/** One template: write, look, compare, save, try. */
import {
  ListTemplateVersionsCommand,
  UpdateTemplateActiveVersionCommand,
} from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Table from "@cloudscape-design/components/table";
import { useRef, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import type { Insertion } from "../../components/CodeEditor";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Diff } from "../../components/Diff";
import { Editor } from "../../components/Editor";
import { NotFound } from "../../components/NotFound";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useLeave } from "../../components/useLeave";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { Fields, newScreen } from "./Fields";
import { HELPERS, VARIABLES } from "./palette";
import { Preview, useLint } from "./Preview";
import { templatePath } from "./Templates";
import { TestSend } from "./TestSend";
import { texts } from "./texts";
import {
  createTemplate,
  deleteTemplate,
  NAME,
  read,
  readTemplate,
  sendable,
  typeOf,
  TYPES,
  updateTemplate,
  write,
  type Content,
  type Stored,
  type TemplateType,
} from "./types";

const FIELDS = [
  "TemplateName",
  "Subject",
  "HtmlPart",
  "TextPart",
  "Body",
  "LanguageCode",
  "VoiceId",
  "DefaultSubstitutions",
  "TemplateDescription",
  "Layout",
];

export default function TemplateEditor() {
  const { type: word, name } = useParams();
  const [search] = useSearchParams();
  const api = useApi();
  const version = search.get("version") ?? undefined;
  const type = typeOf(word);
  const { data, problem, reload } = useQuery<Stored>(
    () => readTemplate(api, type!, name!, version ?? "latest"),
    [type, name, version],
    { enabled: type !== undefined && name !== undefined },
  );
  if (name === undefined) return <Writing key="new" stored={undefined} />;
  if (type === undefined) return <NotFound />;
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  return (
    <Writing
      key={`${type} ${name} ${data.version} ${data.changed}`}
      stored={{ ...data, type, name }}
      onSaved={reload}
    />
  );
}

interface WritingProperties {
  readonly stored: (Stored & { readonly type: TemplateType; readonly name: string }) | undefined;
  readonly onSaved?: () => void;
}

function Writing({ stored, onSaved }: WritingProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const { leave, isLeaving } = useLeave();
  const [search, setSearch] = useSearchParams();
  const [type, setType] = useState<TemplateType>(stored?.type ?? typeOf(search.get("type") ?? "") ?? "EMAIL");
  const [name, setName] = useState(stored?.name ?? "");
  const [content, setContent] = useState<Content>(stored?.content ?? beginning(type));
  const [dialog, setDialog] = useState<"delete" | "test">();
  const [wasTried, setTried] = useState(false);
  const focused = useRef<Insertion>(undefined);
  const versions = useVersions(stored);
  const lint = useLint(type, content);
  const isReadOnly = !may("work");
  const before = stored?.content ?? beginning(type);
  const isDirty = JSON.stringify(sendable(type, content)) !== JSON.stringify(sendable(type, before));
  const latest = versions.data?.[0]?.Version;
  const isOld = Boolean(stored && latest && latest !== stored.version);
  const errors = fieldErrors(action.problem, FIELDS);
  const nameFault = wasTried && !NAME.test(name) ? t("badName") : undefined;
  const badJson = !isJsonObject(read(content, "DefaultSubstitutions"));
  useTitle(stored ? stored.name : t("newTemplate"));

  const save = async (isNewVersion: boolean) => {
    setTried(true);
    if (!NAME.test(name) || badJson) return;
    await action.run(async () => {
      if (!stored) {
        await createTemplate(api, type, name, content);
        leave(templatePath(type, name));
      } else {
        await updateTemplate(api, type, name, content, { isNewVersion });
        setSearch({}, { replace: true });
        versions.reload();
        onSaved?.();
      }
      notify({ type: "success", content: all("saved") });
    });
  };

  return (
    <SpaceBetween size="l">
      <UnsavedGuard isDirty={isDirty && !isLeaving} />
      <Header
        variant="h1"
        description={stored ? `${t(type)} · ${all("version")} ${stored.version}` : undefined}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {stored ? (
              <>
                <Button disabled={isReadOnly} onClick={() => setDialog("delete")}>
                  {all("delete")}
                </Button>
                {type === "INAPP" ? null : (
                  <Button disabled={isReadOnly || isDirty} onClick={() => setDialog("test")}>
                    {t("test")}
                  </Button>
                )}
                <Button disabled={isReadOnly || isOld || !isDirty} loading={action.isBusy} onClick={() => void save(false)}>
                  {t("saveOver")}
                </Button>
                <Button
                  variant="primary"
                  disabled={isReadOnly || (!isDirty && !isOld)}
                  loading={action.isBusy}
                  onClick={() => void save(true)}
                >
                  {t("saveNew")}
                </Button>
              </>
            ) : (
              <>
                <Button variant="link" onClick={() => void navigate("/templates")}>
                  {all("cancel")}
                </Button>
                <Button variant="primary" disabled={isReadOnly} loading={action.isBusy} onClick={() => void save(false)}>
                  {t("create")}
                </Button>
              </>
            )}
          </SpaceBetween>
        }
      >
        {stored?.name ?? t("newTemplate")}
      </Header>
      <ProblemAlert problem={errors.rest} />
      {isOld ? <Alert type="info">{t("oldVersion")}</Alert> : null}
      {stored ? null : (
        <Container>
          <SpaceBetween size="m">
            <FormField label={all("type")}>
              <Select
                selectedOption={{ value: type, label: t(type) }}
                options={TYPES.map((value) => ({ value, label: t(value) }))}
                onChange={({ detail }) => {
                  const chosen = detail.selectedOption.value as TemplateType;
                  setType(chosen);
                  setContent(beginning(chosen));
                }}
              />
            </FormField>
            <FormField label={all("name")} description={t("nameHint")} errorText={errors.of("TemplateName") ?? nameFault}>
              <Input value={name} onChange={({ detail }) => setName(detail.value)} />
            </FormField>
          </SpaceBetween>
        </Container>
      )}
      <Container header={<Header variant="h2">{t("content")}</Header>}>
        <SpaceBetween size="m">
          <Fields
            type={type}
            content={content}
            onChange={setContent}
            isReadOnly={isReadOnly}
            warnings={lint.data?.Warnings ?? []}
            errorOf={(path) => errors.of(path)}
            onFocus={(editor) => (focused.current = editor)}
          />
          {type === "INAPP" ? null : (
            <>
              <Palette onChoose={(text) => focused.current?.insert(text)} />
              <Lint count={lint.data?.Warnings.length} variables={lint.data?.Variables ?? []} />
            </>
          )}
        </SpaceBetween>
      </Container>
      <Preview key={type} type={type} content={content} />
      <ExpandableSection variant="container" headerText={t("TemplateDescription")}>
        <SpaceBetween size="m">
          <FormField label={t("TemplateDescription")} errorText={errors.of("TemplateDescription")}>
            <Input
              value={read(content, "TemplateDescription")}
              readOnly={isReadOnly}
              onChange={({ detail }) => setContent(write(content, "TemplateDescription", detail.value))}
            />
          </FormField>
          {type === "INAPP" ? null : (
            <Editor
              label={t("DefaultSubstitutions")}
              language="json"
              lines={3}
              value={read(content, "DefaultSubstitutions")}
              errorText={badJson ? t("badJson") : errors.of("DefaultSubstitutions")}
              onChange={(value) => setContent(write(content, "DefaultSubstitutions", value))}
            />
          )}
        </SpaceBetween>
      </ExpandableSection>
      {stored ? (
        <Versions
          stored={stored}
          content={content}
          versions={versions.data ?? []}
          onShow={(version) => setSearch({ version })}
          onActivated={versions.reload}
        />
      ) : null}
      {dialog === "delete" ? (
        <ConfirmDelete
          name={name}
          consequence={t("deleteHint")}
          onDismiss={() => setDialog(undefined)}
          onConfirm={async () => {
            await deleteTemplate(api, type, name);
            notify({ type: "success", content: all("deleted", { name }) });
            leave("/templates");
          }}
        />
      ) : null}
      {dialog === "test" && stored && type !== "INAPP" ? (
        <TestSend type={type} name={name} version={stored.version} onDismiss={() => setDialog(undefined)} />
      ) : null}
    </SpaceBetween>
  );
}

function beginning(type: TemplateType): Content {
  if (type !== "INAPP") return {};
  return { Layout: "BOTTOM_BANNER", Content: [newScreen()] };
}

function isJsonObject(text: string): boolean {
  if (!text.trim()) return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function useVersions(stored: WritingProperties["stored"]) {
  const api = useApi();
  return useQuery(
    async () => {
      const answer = await api.send(
        new ListTemplateVersionsCommand({
          TemplateName: stored!.name,
          TemplateType: stored!.type.toLowerCase(),
          PageSize: "1000",
        }),
      );
      return answer.TemplateVersionsResponse?.Item ?? [];
    },
    [stored?.name, stored?.type],
    { enabled: stored !== undefined },
  );
}

function Palette({ onChoose }: { onChoose: (text: string) => void }) {
  const t = useTexts(texts);
  return (
    <ExpandableSection headerText={t("palette")} headerDescription={t("paletteHint")}>
      <div className="pw-words">
        {VARIABLES.map((variable) => (
          <Button key={variable} formAction="none" onClick={() => onChoose(`{{${variable}}}`)}>
            {variable}
          </Button>
        ))}
        {HELPERS.map(({ name, example }) => (
          <Button key={name} formAction="none" iconName="script" onClick={() => onChoose(example)}>
            {name}
          </Button>
        ))}
      </div>
    </ExpandableSection>
  );
}

function Lint({ count, variables }: { count: number | undefined; variables: readonly string[] }) {
  const t = useTexts(texts);
  if (count === undefined) return null;
  return (
    <div>
      {count === 0 ? <Box color="text-status-success">{t("lintClean")}</Box> : null}
      {variables.length ? (
        <Box color="text-body-secondary">
          {t("variablesUsed")}: {variables.join(", ")}
        </Box>
      ) : null}
    </div>
  );
}

interface VersionsProperties {
  readonly stored: Stored & { readonly type: TemplateType; readonly name: string };
  readonly content: Content;
  readonly versions: readonly { readonly Version?: string; readonly LastModifiedDate?: string }[];
  readonly onShow: (version: string) => void;
  readonly onActivated: () => void;
}

function Versions({ stored, content, versions, onShow, onActivated }: VersionsProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const action = useAction();
  const [compared, setCompared] = useState("");
  const active = useQuery(() => readTemplate(api, stored.type, stored.name), [stored.type, stored.name, versions.length]);
  const other = useQuery(
    () => readTemplate(api, stored.type, stored.name, compared),
    [stored.type, stored.name, compared],
    { enabled: compared !== "" },
  );
  const activate = async (version: string) => {
    const isDone = await action.run(() =>
      api.send(
        new UpdateTemplateActiveVersionCommand({
          TemplateName: stored.name,
          TemplateType: stored.type.toLowerCase(),
          TemplateActiveVersionRequest: { Version: version },
        }),
      ),
    );
    if (!isDone) return;
    notify({ type: "success", content: t("nowActive", { n: version }) });
    active.reload();
    onActivated();
  };
  return (
    <Container header={<Header variant="h2">{t("versions")}</Header>}>
      <SpaceBetween size="m">
        <ProblemAlert problem={action.problem ?? other.problem} />
        <Table
          variant="embedded"
          items={[...versions]}
          ariaLabels={{ tableLabel: t("versions") }}
          columnDefinitions={[
            {
              id: "version",
              header: all("version"),
              isRowHeader: true,
              cell: ({ Version = "" }) => (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button variant="inline-link" onClick={() => onShow(Version)}>
                    {Version}
                  </Button>
                  {Version === active.data?.version ? <Badge color="green">{t("active")}</Badge> : null}
                </SpaceBetween>
              ),
            },
            { id: "changed", header: all("changed"), cell: ({ LastModifiedDate }) => format.time(LastModifiedDate) },
            {
              id: "activate",
              header: all("actions"),
              cell: ({ Version = "" }) => (
                <Button
                  variant="inline-link"
                  ariaLabel={`${t("makeActive")}: ${Version}`}
                  disabled={!may("work") || Version === active.data?.version}
                  onClick={() => void activate(Version)}
                >
                  {t("makeActive")}
                </Button>
              ),
            },
          ]}
        />
        <FormField label={t("compare")}>
          <Select
            selectedOption={{ value: compared, label: compared || t("compareNone") }}
            options={[
              { value: "", label: t("compareNone") },
              ...versions.map(({ Version = "" }) => ({ value: Version, label: Version })),
            ]}
            onChange={({ detail }) => setCompared(detail.selectedOption.value ?? "")}
          />
        </FormField>
        {compared && other.data ? (
          <Diff label={t("compare")} before={readable(other.data.content)} after={readable(sendable(stored.type, content))} />
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

/** A template's members below each other, so that a comparison by lines says something. */
function readable(content: Content): string {
  return Object.keys(content)
    .sort()
    .map((member) => {
      const value = content[member];
      return `— ${member}\n${typeof value === "string" ? value : JSON.stringify(value, null, 2)}`;
    })
    .join("\n");
}
