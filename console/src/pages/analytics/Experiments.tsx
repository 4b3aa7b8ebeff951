/** Experiments: the list, the report of the one that was chosen, and declaring another. */
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { Empty } from "../../components/Empty";
import { ResourceTable } from "../../components/ResourceTable";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { DeclareDialog } from "./DeclareDialog";
import type { Listed } from "./experiment";
import { ExperimentReport } from "./ExperimentReport";
import { experimentTexts } from "./experimentTexts";
import { useSubject } from "./subject";

export function Experiments() {
  const t = useTexts(experimentTexts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const { app } = useSubject();
  const [search, setSearch] = useSearchParams();
  const [isDeclaring, setDeclaring] = useState(false);
  const pages = usePages<Listed>(
    async ({ token, size, signal }) => {
      const answer = await api.x.get<{ Item: Listed[]; NextToken?: string }>(
        `/apps/${label(app)}/experiments`,
        { token, "page-size": size },
        signal,
      );
      return { items: answer.Item, token: answer.NextToken };
    },
    [app],
  );
  const chosen = search.get("experiment") ?? (pages.items.length === 1 ? pages.items[0]?.Id : undefined);
  const choose = (id: string) =>
    setSearch((before) => {
      before.set("experiment", id);
      return before;
    });
  const declare = (
    <Button variant="primary" disabled={!may("work")} onClick={() => setDeclaring(true)}>
      {t("declare")}
    </Button>
  );
  const stateOf = ({ State }: Listed) => t(State === "READY" ? "READY" : "COUNTING");
  return (
    <SpaceBetween size="l">
      <ResourceTable
        title={t("experiments")}
        headingTag="h2"
        pages={pages}
        isOptional
        trackBy={({ Id }) => Id}
        actions={declare}
        defaultSort={{ column: "created", isDescending: true }}
        empty={<Empty title={t("noExperiments")} hint={t("noExperimentsHint")} action={declare} />}
        columns={[
          {
            id: "name",
            header: all("name"),
            value: ({ Name }) => Name,
            cell: ({ Id, Name }) => (
              <Button variant="inline-link" onClick={() => choose(Id)}>
                {Name}
              </Button>
            ),
          },
          {
            id: "state",
            header: t("state"),
            value: stateOf,
            cell: (item) => (
              <StatusIndicator type={item.State === "READY" ? "success" : "in-progress"}>{stateOf(item)}</StatusIndicator>
            ),
          },
          {
            id: "created",
            header: all("created"),
            value: ({ CreationDate }) => CreationDate,
            cell: ({ CreationDate }) => format.time(CreationDate),
          },
        ]}
      />
      {chosen ? <ExperimentReport key={chosen} id={chosen} /> : null}
      {isDeclaring ? (
        <DeclareDialog
          app={app}
          onDismiss={() => setDeclaring(false)}
          onDeclared={(id) => {
            setDeclaring(false);
            pages.reload();
            choose(id);
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}
