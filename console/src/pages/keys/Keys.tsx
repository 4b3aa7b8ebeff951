/** Access keys: issue, renew, revoke. A secret is shown once. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Empty } from "../../components/Empty";
import { FormDialog } from "../../components/FormDialog";
import { ResourceTable } from "../../components/ResourceTable";
import { ShownOnce } from "../../components/ShownOnce";
import { Status } from "../../components/Status";
import { fieldErrors, useAction } from "../../components/useAction";
import { useListed } from "../../components/useListed";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useApplications } from "../../components/useApplications";
import { texts } from "./texts";

interface Key {
  readonly AccessKeyId: string;
  readonly Name: string;
  readonly Rights: readonly ("read" | "ingest" | "write" | "admin")[];
  readonly Applications: readonly string[] | null;
  readonly Status: "ACTIVE" | "REVOKED";
  readonly CreationDate: string;
  readonly LastRotatedDate: string | null;
}
type Issued = Key & { readonly SecretAccessKey: string };
const RIGHTS = ["read", "ingest", "write", "admin"] as const;

export default function Keys() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const applications = useApplications();
  const [isCreating, setCreating] = useState(false);
  const [rotating, setRotating] = useState<Key>();
  const [revoking, setRevoking] = useState<Key>();
  const [issued, setIssued] = useState<Issued>();
  useTitle(t("title"));
  const pages = useListed<Key>("/keys");
  const nameOf = (app: string) => applications.find(({ value }) => value === app)?.label ?? app;
  const create = (
    <Button variant="primary" disabled={!may("administer")} onClick={() => setCreating(true)}>
      {t("create")}
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={pages}
        trackBy={(key) => key.AccessKeyId}
        actions={create}
        empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={create} />}
        defaultSort={{ column: "created", isDescending: true }}
        columns={[
          { id: "name", header: all("name"), value: (key) => key.Name },
          { id: "id", header: t("keyId"), value: (key) => key.AccessKeyId },
          {
            id: "status",
            header: all("status"),
            value: (key) => key.Status,
            cell: (key) => (key.Status === "ACTIVE" ? <Status status="ACTIVE" /> : t("REVOKED")),
          },
          { id: "rights", header: t("rights"), value: (key) => key.Rights.map((right) => t(right)).join(", ") },
          {
            id: "applications",
            header: t("applications"),
            value: (key) => key.Applications?.map(nameOf).join(", ") ?? t("allApplications"),
          },
          {
            id: "created",
            header: all("created"),
            value: (key) => key.CreationDate,
            cell: (key) => format.time(key.CreationDate),
          },
          {
            id: "rotated",
            header: t("rotated"),
            value: (key) => key.LastRotatedDate,
            cell: (key) => format.time(key.LastRotatedDate ?? undefined),
          },
          {
            id: "actions",
            header: all("actions"),
            cell: (key) =>
              key.Status === "ACTIVE" ? (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button
                    variant="inline-link"
                    ariaLabel={`${t("rotate")}: ${key.Name}`}
                    disabled={!may("administer")}
                    onClick={() => setRotating(key)}
                  >
                    {t("rotate")}
                  </Button>
                  <Button
                    variant="inline-link"
                    ariaLabel={`${t("revoke")}: ${key.Name}`}
                    disabled={!may("administer")}
                    onClick={() => setRevoking(key)}
                  >
                    {t("revoke")}
                  </Button>
                </SpaceBetween>
              ) : null,
          },
        ]}
      />
      {isCreating ? (
        <Create
          onDismiss={() => setCreating(false)}
          onIssued={(key) => {
            setCreating(false);
            setIssued(key);
            pages.reload();
          }}
        />
      ) : null}
      {issued ? (
        <ShownOnce
          title={t("secretTitle", { name: issued.Name })}
          items={[
            { label: t("keyId"), value: issued.AccessKeyId },
            { label: t("secret"), value: issued.SecretAccessKey },
          ]}
          onDismiss={() => setIssued(undefined)}
        />
      ) : null}
      {rotating ? (
        <ConfirmDelete
          name={rotating.Name}
          title={t("rotateTitle", { name: rotating.Name })}
          action={t("rotate")}
          consequence={t("rotateHint")}
          onDismiss={() => setRotating(undefined)}
          onConfirm={async () => {
            setIssued(await api.x.post<Issued>(`/keys/${label(rotating.AccessKeyId)}/rotate`, {}));
            setRotating(undefined);
            pages.reload();
          }}
        />
      ) : null}
      {revoking ? (
        <ConfirmDelete
          name={revoking.Name}
          title={t("revokeTitle", { name: revoking.Name })}
          action={t("revoke")}
          consequence={t("revokeHint")}
          onDismiss={() => setRevoking(undefined)}
          onConfirm={async () => {
            await api.x.delete(`/keys/${label(revoking.AccessKeyId)}`);
            setRevoking(undefined);
            pages.reload();
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Create({ onDismiss, onIssued }: { onDismiss: () => void; onIssued: (key: Issued) => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const applications = useApplications();
  const action = useAction();
  const [name, setName] = useState("");
  const [rights, setRights] = useState<readonly string[]>(["read"]);
  const [only, setOnly] = useState<readonly string[]>([]);
  const errors = fieldErrors(action.problem, ["Name", "Rights", "Applications"]);
  const create = () =>
    action.run(async () => {
      const Applications = only.length ? { Applications: only } : {};
      onIssued(await api.x.post<Issued>("/keys", { Name: name, Rights: rights, ...Applications }));
    });
  return (
    <FormDialog
      title={t("create")}
      submitText={t("create")}
      canSubmit={name.trim() !== "" && rights.length > 0}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={name !== ""}
      onSubmit={() => void create()}
      onDismiss={onDismiss}
    >
      <FormField label={all("name")} errorText={errors.of("Name")}>
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label={t("rights")} errorText={errors.of("Rights")}>
        <Multiselect
          selectedOptions={RIGHTS.filter((right) => rights.includes(right)).map((value) => ({ value, label: t(value) }))}
          options={RIGHTS.map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) => setRights(detail.selectedOptions.map(({ value }) => value!))}
        />
      </FormField>
      <FormField label={t("applications")} description={t("onlyThese")} errorText={errors.of("Applications")}>
        <Multiselect
          selectedOptions={applications.filter(({ value }) => only.includes(value))}
          options={applications}
          onChange={({ detail }) => setOnly(detail.selectedOptions.map(({ value }) => value!))}
        />
      </FormField>
    </FormDialog>
  );
}
