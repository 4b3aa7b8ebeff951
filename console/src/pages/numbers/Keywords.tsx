/** What a number answers to words that people text. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useMay, useSurroundings } from "../../app/context";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Empty } from "../../components/Empty";
import { FormDialog } from "../../components/FormDialog";
import { ResourceTable } from "../../components/ResourceTable";
import { fieldErrors, useAction } from "../../components/useAction";
import { useListed } from "../../components/useListed";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { ACTIONS, FRESH_KEYWORD, type Keyword } from "./ownNumber";
import { texts } from "./texts";

export function Keywords({ number }: { number: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const path = `/numbers/${label(number)}/keywords`;
  const pages = useListed<Keyword>(path);
  const [edited, setEdited] = useState<Keyword>();
  const [removed, setRemoved] = useState("");
  const add = (
    <Button disabled={!may("share")} onClick={() => setEdited(FRESH_KEYWORD)}>
      {t("addKeyword")}
    </Button>
  );
  return (
    <>
      <ResourceTable
        title={t("keywords", { n: number })}
        description={t("keywordsWhat")}
        headingTag="h2"
        scope="keyword."
        pages={pages}
        trackBy={({ Keyword: word }) => word}
        actions={add}
        empty={<Empty title={t("noKeywords")} hint={t("noKeywordsHint")} action={add} />}
        columns={[
          { id: "keyword", header: t("keyword"), value: ({ Keyword: word }) => word },
          { id: "answer", header: t("answer"), value: ({ KeywordMessage }) => KeywordMessage, minWidth: 220 },
          { id: "action", header: t("action"), value: ({ KeywordAction }) => t(KeywordAction) },
          {
            id: "actions",
            header: all("actions"),
            cell: (keyword) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  disabled={!may("share")}
                  ariaLabel={`${all("edit")}: ${keyword.Keyword}`}
                  onClick={() => setEdited(keyword)}
                >
                  {all("edit")}
                </Button>
                <Button
                  variant="inline-link"
                  disabled={!may("share")}
                  ariaLabel={`${all("delete")}: ${keyword.Keyword}`}
                  onClick={() => setRemoved(keyword.Keyword)}
                >
                  {all("delete")}
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {edited ? (
        <KeywordForm
          path={path}
          stored={edited}
          onDismiss={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            pages.reload();
          }}
        />
      ) : null}
      {removed ? (
        <ConfirmDelete
          name={removed}
          consequence={t("deleteKeywordHint")}
          onDismiss={() => setRemoved("")}
          onConfirm={async () => {
            await api.x.delete(`${path}/${label(removed)}`);
            notify({ type: "success", content: all("deleted", { name: removed }) });
            setRemoved("");
            pages.reload();
          }}
        />
      ) : null}
    </>
  );
}

interface FormProperties {
  readonly path: string;
  readonly stored: Keyword;
  readonly onDismiss: () => void;
  readonly onSaved: () => void;
}

function KeywordForm({ path, stored, onDismiss, onSaved }: FormProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const action = useAction();
  const [values, setValues] = useState(stored);
  const change = (facts: Partial<Keyword>) => setValues((before) => ({ ...before, ...facts }));
  const isNew = stored.Keyword === "";
  const isDirty = JSON.stringify(values) !== JSON.stringify(stored);
  const errors = fieldErrors(action.problem, ["KeywordAction", "keyword", "answer", "opt out"]);
  const save = async () => {
    const { Keyword: word, ...body } = values;
    if (!(await action.run(() => api.x.put(`${path}/${label(word.trim())}`, body)))) return;
    notify({ type: "success", content: all("saved") });
    onSaved();
  };
  return (
    <FormDialog
      title={isNew ? t("addKeyword") : t("editTitle", { n: stored.Keyword })}
      submitText={isNew ? t("addKeyword") : all("save")}
      canSubmit={values.Keyword.trim() !== "" && isDirty}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={isDirty}
      onSubmit={() => void save()}
      onDismiss={onDismiss}
    >
      {isNew ? (
        <FormField label={t("keyword")} description={t("keywordHint")} errorText={errors.of("keyword")}>
          <Input value={values.Keyword} autoFocus onChange={({ detail }) => change({ Keyword: detail.value })} />
        </FormField>
      ) : null}
      <FormField label={t("answer")} description={t("answerHint")} errorText={errors.of("answer")}>
        <Textarea
          value={values.KeywordMessage}
          rows={4}
          onChange={({ detail }) => change({ KeywordMessage: detail.value })}
        />
      </FormField>
      <FormField label={t("action")} errorText={errors.of("KeywordAction") ?? errors.of("opt out")}>
        <Select
          selectedOption={{ value: values.KeywordAction, label: t(values.KeywordAction) }}
          options={ACTIONS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) =>
            change({ KeywordAction: ACTIONS.find((one) => one === detail.selectedOption.value) ?? values.KeywordAction })
          }
        />
      </FormField>
    </FormDialog>
  );
}
