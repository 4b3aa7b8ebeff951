/** Who wants no texts from a number. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
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
import { useFormat, useTexts } from "../../i18n/language";
import type { OptOut } from "./ownNumber";
import { texts } from "./texts";

export function OptOuts({ number }: { number: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const path = `/numbers/${label(number)}/opt-outs`;
  const pages = useListed<OptOut>(path);
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState("");
  const add = (
    <Button disabled={!may("share")} onClick={() => setAdding(true)}>
      {t("addOptOut")}
    </Button>
  );
  return (
    <>
      <ResourceTable
        title={t("optOuts", { n: number })}
        description={t("optOutsWhat")}
        headingTag="h2"
        scope="out."
        pages={pages}
        trackBy={({ Phone }) => Phone}
        actions={add}
        empty={<Empty title={t("nobody")} hint={t("nobodyHint")} action={add} />}
        columns={[
          { id: "phone", header: t("phone"), value: ({ Phone }) => Phone },
          { id: "keyword", header: t("wrote"), value: ({ Keyword }) => Keyword || t("byHand") },
          {
            id: "since",
            header: t("since"),
            value: ({ OptedOutAt }) => OptedOutAt,
            cell: ({ OptedOutAt }) => format.time(OptedOutAt),
          },
          {
            id: "actions",
            header: all("actions"),
            cell: ({ Phone }) => (
              <Button
                variant="inline-link"
                disabled={!may("share")}
                ariaLabel={`${t("optIn")}: ${Phone}`}
                onClick={() => setRemoved(Phone)}
              >
                {t("optIn")}
              </Button>
            ),
          },
        ]}
      />
      {isAdding ? (
        <AddOptOut
          path={path}
          onDismiss={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            pages.reload();
          }}
        />
      ) : null}
      {removed ? (
        <ConfirmDelete
          name={removed}
          title={t("optInTitle", { name: removed })}
          action={t("optIn")}
          consequence={t("optInHint")}
          onDismiss={() => setRemoved("")}
          onConfirm={async () => {
            await api.x.delete(`${path}/${label(removed)}`);
            notify({ type: "success", content: all("saved") });
            setRemoved("");
            pages.reload();
          }}
        />
      ) : null}
    </>
  );
}

interface AddProperties {
  readonly path: string;
  readonly onDismiss: () => void;
  readonly onAdded: () => void;
}

function AddOptOut({ path, onDismiss, onAdded }: AddProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const action = useAction();
  const [phone, setPhone] = useState("");
  const errors = fieldErrors(action.problem, ["phone"]);
  const add = async () => {
    if (!(await action.run(() => api.x.put(`${path}/${label(phone.trim())}`, {})))) return;
    notify({ type: "success", content: all("saved") });
    onAdded();
  };
  return (
    <FormDialog
      title={t("addOptOut")}
      submitText={t("addOptOut")}
      canSubmit={phone.trim() !== ""}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={phone !== ""}
      onSubmit={() => void add()}
      onDismiss={onDismiss}
    >
      <FormField label={t("phone")} description={t("addOptOutHint")} errorText={errors.of("phone")}>
        <Input
          value={phone}
          autoFocus
          inputMode="tel"
          placeholder="+14254147755"
          onChange={({ detail }) => setPhone(detail.value)}
        />
      </FormField>
    </FormDialog>
  );
}
