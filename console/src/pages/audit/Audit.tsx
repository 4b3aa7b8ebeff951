/** Who changed what, with the difference. */
import Button from "@cloudscape-design/components/button";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { To } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { useApplications } from "../../components/useApplications";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { Changes } from "./Changes";
import { keyOf, namesIn, pathOf, subjectOf, youngOnly, type Entry, type EntryPage } from "./entries";
import { texts } from "./texts";
import { useOperationName } from "./useOperationName";

const DAYS = ["7", "30", "90", "400"];
const FIRST_DAYS = "30";
const DAY_MS = 24 * 3600 * 1000;

export default function Audit() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const operationName = useOperationName();
  const applications = useApplications();
  const [search, setSearch] = useSearchParams();
  const app = search.get("app") ?? "";
  const who = search.get("who") ?? "";
  const days = DAYS.find((one) => one === search.get("days")) ?? FIRST_DAYS;
  useTitle(t("title"));
  const pages = usePages<Entry>(
    async ({ token, size, signal }) => {
      const answer = await api.x.get<EntryPage>("/audit", { "application-id": app, token, "page-size": size }, signal);
      const since = new Date(Date.now() - Number(days) * DAY_MS).toISOString();
      const { items, isOver } = youngOnly(answer.Item, since);
      return { items, token: isOver ? undefined : answer.NextToken };
    },
    [app, days],
  );
  const people = useMemo(() => [...new Set(pages.items.map(({ Principal }) => Principal))].sort(), [pages.items]);
  const names = useMemo(() => namesIn(pages.items), [pages.items]);
  const shownPages = useMemo(
    () => (who ? { ...pages, items: pages.items.filter(({ Principal }) => Principal === who) } : pages),
    [pages, who],
  );
  const set = (name: string, value: string | undefined) =>
    setSearch(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  const nameOf = (id: string | null | undefined) => applications.find(({ value }) => value === id)?.label ?? id ?? "";
  const titleOf = (entry: Entry) => subjectOf(entry, names) || nameOf(entry.ApplicationId);
  const everything = (label: string) => ({ value: "", label: `${label}: ${all("all")}` });
  const shown = pages.items.find((entry) => keyOf(entry) === search.get("entry"));
  return (
    <>
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={shownPages}
        isOptional
        trackBy={keyOf}
        empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} />}
        choice={{ label: t("operation"), value: ({ Operation }) => Operation, name: operationName }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Select
              ariaLabel={t("application")}
              selectedOption={applications.find(({ value }) => value === app) ?? everything(t("application"))}
              options={[everything(t("application")), ...applications]}
              onChange={({ detail }) => set("app", detail.selectedOption.value)}
            />
            <Select
              ariaLabel={t("principal")}
              selectedOption={who ? { value: who, label: who } : everything(t("principal"))}
              options={[everything(t("principal")), ...people.map((value) => ({ value, label: value }))]}
              onChange={({ detail }) => set("who", detail.selectedOption.value)}
            />
            <Select
              ariaLabel={t("period")}
              selectedOption={{ value: days, label: t("days", { n: days }) }}
              options={DAYS.map((value) => ({ value, label: t("days", { n: value }) }))}
              onChange={({ detail }) => set("days", detail.selectedOption.value)}
            />
          </SpaceBetween>
        }
        columns={[
          { id: "time", header: t("time"), value: ({ Time }) => Time, cell: ({ Time }) => format.time(Time), minWidth: 130 },
          { id: "principal", header: t("principal"), value: ({ Principal }) => Principal },
          { id: "operation", header: t("operation"), value: ({ Operation }) => operationName(Operation), minWidth: 160 },
          {
            id: "resource",
            header: t("resource"),
            minWidth: 140,
            value: titleOf,
            cell: (entry) => {
              const found = pathOf(entry);
              const path = found === "/keys" && !may("administer") ? undefined : found;
              const title = <span className="pw-plain">{titleOf(entry)}</span>;
              return path ? <To path={path}>{title}</To> : title;
            },
          },
          { id: "application", header: t("application"), value: ({ ApplicationId }) => nameOf(ApplicationId) },
          {
            id: "changes",
            header: t("changes"),
            value: ({ Changes: changes }) => changes.map(({ Path }) => Path).join(", "),
            cell: (entry) =>
              entry.Changes.length || entry.ApplicationId ? (
                <Button
                  variant="inline-link"
                  ariaLabel={`${t("showChanges")}: ${operationName(entry.Operation)}, ${format.time(entry.Time)}`}
                  onClick={() => set("entry", keyOf(entry))}
                >
                  {t("showChanges")}
                </Button>
              ) : (
                "–"
              ),
          },
        ]}
      />
      {shown ? <Changes entry={shown} onDismiss={() => set("entry", undefined)} /> : null}
    </>
  );
}
