/** Who changed what, with the difference. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useApi } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Diff } from "../../components/Diff";
import { Empty } from "../../components/Empty";
import { ResourceTable } from "../../components/ResourceTable";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useApplications } from "../../components/useApplications";
import { texts } from "./texts";

interface Entry {
  readonly Time: string;
  readonly Principal: string;
  readonly Operation: string;
  readonly ApplicationId: string | null;
  readonly Resource: string;
  readonly Changes: readonly { readonly Path: string; readonly Old: unknown; readonly New: unknown }[];
}

export default function Audit() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const applications = useApplications();
  const [search, setSearch] = useSearchParams();
  const [shown, setShown] = useState<Entry>();
  const app = search.get("app") ?? "";
  useTitle(t("title"));
  const pages = usePages<Entry>(
    async ({ token, size, signal }) => {
      const answer = await api.x.get<{ Item: Entry[]; NextToken?: string }>(
        "/audit",
        { "application-id": app, token, "page-size": size },
        signal,
      );
      return { items: answer.Item, token: answer.NextToken };
    },
    [app],
  );
  const nameOf = (id: string | null) => applications.find(({ value }) => value === id)?.label ?? id ?? "";
  const everything = { value: "", label: all("all") };
  return (
    <SpaceBetween size="m">
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={pages}
        isOptional
        trackBy={(entry) => `${entry.Time} ${entry.Operation} ${entry.Resource}`}
        empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} />}
        choice={{ label: t("operation"), value: (entry) => entry.Operation }}
        actions={
          <FormField>
            <Select
              ariaLabel={t("application")}
              selectedOption={applications.find(({ value }) => value === app) ?? everything}
              options={[everything, ...applications]}
              onChange={({ detail }) => setSearch(detail.selectedOption.value ? { app: detail.selectedOption.value } : {})}
            />
          </FormField>
        }
        columns={[
          { id: "time", header: t("time"), value: (entry) => entry.Time, cell: (entry) => format.time(entry.Time) },
          { id: "principal", header: t("principal"), value: (entry) => entry.Principal },
          { id: "operation", header: t("operation"), value: (entry) => entry.Operation },
          { id: "application", header: t("application"), value: (entry) => nameOf(entry.ApplicationId) },
          { id: "resource", header: t("resource"), value: (entry) => entry.Resource, minWidth: 200 },
          {
            id: "changes",
            header: t("changes"),
            value: (entry) => entry.Changes.map(({ Path }) => Path).join(", "),
            cell: (entry) =>
              entry.Changes.length ? (
                <Button
                  variant="inline-link"
                  ariaLabel={`${t("changes")}: ${entry.Operation} ${entry.Time}`}
                  onClick={() => setShown(entry)}
                >
                  {t("showChanges", { n: entry.Changes.length })}
                </Button>
              ) : (
                "–"
              ),
          },
        ]}
      />
      {shown ? (
        <Modal
          visible
          size="large"
          header={`${shown.Operation} · ${format.time(shown.Time)}`}
          closeAriaLabel={all("close")}
          onDismiss={() => setShown(undefined)}
        >
          <SpaceBetween size="m">
            {shown.Changes.map(({ Path, Old, New }) => (
              <div key={Path}>
                <strong>{Path}</strong>
                <Diff label={Path} before={readable(Old)} after={readable(New)} />
              </div>
            ))}
          </SpaceBetween>
        </Modal>
      ) : null}
    </SpaceBetween>
  );
}

function readable(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
