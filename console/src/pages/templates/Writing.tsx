/** The form of a template: write on one side, look on the other, then compare and save. */
import { ListTemplateVersionsCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import type { Insertion } from "../../components/CodeEditor";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useKnownNames } from "../../components/useKnownNames";
import { useLeave } from "../../components/useLeave";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { Buttons } from "./Buttons";
import { pairsOf } from "./defaults";
import { DefaultsForm } from "./DefaultsForm";
import { Fields } from "./Fields";
import { Identity } from "./Identity";
import { LintSummary } from "./LintSummary";
import { ownWords } from "./palette";
import { WordPalette } from "./WordPalette";
import { Preview } from "./Preview";
import { newScreen } from "./screens";
import { templatePath } from "./Templates";
import { TestSend } from "./TestSend";
import { texts } from "./texts";
import {
  createTemplate,
  deleteTemplate,
  NAME,
  read,
  sendable,
  updateTemplate,
  type Content,
  type Named,
  type TemplateType,
} from "./types";
import { useLint } from "./useLint";
import { Versions } from "./Versions";

const FIELDS = [
  "TemplateName",
  "Subject",
  "HtmlPart",
  "TextPart",
  "Headers",
  "Body",
  "LanguageCode",
  "VoiceId",
  "DefaultSubstitutions",
  "TemplateDescription",
  "Layout",
];

interface Properties {
  readonly type: TemplateType;
  readonly stored?: Named;
  /** What a new template begins with. */
  readonly copied?: { readonly name: string; readonly content: Content };
  readonly onSaved?: () => void;
}

export function Writing({ type: given, stored, copied, onSaved }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const isReadOnly = !useMay()("share");
  const action = useAction();
  const { leave, isLeaving } = useLeave();
  const [, setSearch] = useSearchParams();
  const [type, setType] = useState(given);
  const [name, setName] = useState(stored?.name ?? copied?.name ?? "");
  const [content, setContent] = useState<Content>(stored?.content ?? copied?.content ?? beginning(type));
  const [application, setApplication] = useState("");
  const [dialog, setDialog] = useState<"delete" | "test">();
  const [wasTried, setTried] = useState(false);
  const focused = useRef<Insertion>(undefined);
  const [wantsNames, setWantsNames] = useState(false);
  const known = useKnownNames(application, wantsNames);
  const versions = useVersions(stored);
  const lint = useLint(type, content);
  const before = stored?.content ?? beginning(type);
  const isDirty = JSON.stringify(sendable(type, content)) !== JSON.stringify(sendable(type, before));
  const latest = versions.data?.[0]?.Version;
  const isOld = Boolean(stored && latest && latest !== stored.version);
  const errors = fieldErrors(action.problem, FIELDS);
  const nameFault = wasTried && !NAME.test(name) ? t("badName") : undefined;
  const isBroken = pairsOf(read(content, "DefaultSubstitutions")) === undefined;
  useTitle(stored ? stored.name : t("newTemplate"));

  const save = async (isNewVersion: boolean) => {
    setTried(true);
    if (!NAME.test(name) || isBroken) return;
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
  const fields = {
    type,
    content,
    onChange: setContent,
    isReadOnly,
    warnings: lint?.Warnings ?? [],
    errorOf: errors.of,
    words: ownWords(known),
  };

  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={stored ? `${t(type)} · ${all("version")} ${stored.version}` : undefined}
        actions={
          <Buttons
            stored={stored}
            isDirty={isDirty}
            isOld={isOld}
            isBusy={action.isBusy}
            onDialog={setDialog}
            onSave={(isNewVersion) => void save(isNewVersion)}
          />
        }
      >
        {stored?.name ?? t("newTemplate")}
      </Header>
      {errors.rest ? <ProblemAlert problem={errors.rest} /> : null}
      {isOld ? <Alert type="info">{t("oldVersion")}</Alert> : null}
      {stored ? null : (
        <Identity
          type={type}
          name={name}
          error={errors.of("TemplateName") ?? nameFault}
          onName={setName}
          onType={(chosen) => {
            setType(chosen);
            setContent(beginning(chosen));
          }}
        />
      )}
      <div className="pw-beside">
        <Container header={<Header variant="h2">{t("content")}</Header>}>
          <SpaceBetween size="m">
            <Fields {...fields} onFocus={(editor) => (focused.current = editor)} />
            {type === "INAPP" ? null : (
              <>
                <WordPalette
                  type={type}
                  known={known}
                  onOpen={() => setWantsNames(true)}
                  onChoose={(text) => focused.current?.insert(text)}
                />
                <LintSummary lint={lint} />
              </>
            )}
          </SpaceBetween>
        </Container>
        <div className="pw-beside-preview">
          <UnsavedGuard isDirty={isDirty && !isLeaving} />
          <Preview key={type} type={type} content={content} onApplication={setApplication} />
        </div>
      </div>
      <DefaultsForm {...fields} variables={lint?.Variables ?? []} />
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

function useVersions(stored: Named | undefined) {
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
