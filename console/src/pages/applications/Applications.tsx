/** All applications. */
import { CreateAppCommand, GetAppsCommand, type ApplicationResponse } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { FormDialog } from "../../components/FormDialog";
import { inApp, To } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { fieldErrors, useAction } from "../../components/useAction";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

export default function Applications() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const [isCreating, setCreating] = useState(false);
  useTitle(t("title"));
  const pages = usePages<ApplicationResponse>(async ({ token, size, signal }) => {
    const answer = await api.send(new GetAppsCommand({ Token: token, PageSize: String(size) }), {
      abortSignal: signal,
    });
    return { items: answer.ApplicationsResponse?.Item ?? [], token: answer.ApplicationsResponse?.NextToken };
  }, []);
  const create = (
    <Button variant="primary" disabled={!may("share")} onClick={() => setCreating(true)}>
      {t("create")}
    </Button>
  );
  return (
    <>
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={pages}
        trackBy={(app) => app.Id!}
        actions={create}
        empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={create} />}
        defaultSort={{ column: "created", isDescending: true }}
        columns={[
          {
            id: "name",
            header: all("name"),
            value: (app) => app.Name,
            cell: (app) => <To path={inApp(app.Id!)}>{app.Name}</To>,
          },
          { id: "id", header: all("id"), value: (app) => app.Id },
          {
            id: "created",
            header: all("created"),
            value: (app) => app.CreationDate,
            cell: (app) => format.time(app.CreationDate),
          },
        ]}
      />
      {isCreating ? <CreateApplication onDismiss={() => setCreating(false)} /> : null}
    </>
  );
}

function CreateApplication({ onDismiss }: { onDismiss: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const navigate = useNavigate();
  const action = useAction();
  const [name, setName] = useState("");
  const errors = fieldErrors(action.problem, ["Name"]);
  const create = () =>
    action.run(async () => {
      const made = await api.send(new CreateAppCommand({ CreateApplicationRequest: { Name: name } }));
      await navigate(inApp(made.ApplicationResponse!.Id!));
    });
  return (
    <FormDialog
      title={t("create")}
      submitText={all("create")}
      canSubmit={name.trim() !== ""}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={name !== ""}
      onSubmit={() => void create()}
      onDismiss={onDismiss}
    >
      <FormField label={all("name")} errorText={errors.of("Name")}>
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </FormDialog>
  );
}
