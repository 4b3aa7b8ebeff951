/** Our own numbers for texts in both directions: set up, keywords, opt-outs. */
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Empty } from "../../components/Empty";
import { To } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { useListed } from "../../components/useListed";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { useApplications } from "../../components/useApplications";
import { Keywords } from "./Keywords";
import { NumberForm } from "./NumberForm";
import { OptOuts } from "./OptOuts";
import { FRESH_NUMBER, type OwnNumber } from "./ownNumber";
import { texts } from "./texts";

export default function Numbers() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const applications = useApplications();
  const [search, setSearch] = useSearchParams();
  const [edited, setEdited] = useState<OwnNumber>();
  const [removed, setRemoved] = useState("");
  useTitle(t("title"));
  const pages = useListed<OwnNumber>("/numbers");
  const chosen = search.get("number") ?? "";
  const names = (ids: readonly string[]) =>
    ids.map((id) => applications.find(({ value }) => value === id)?.label ?? id).join(", ") || all("all");
  const setUp = (
    <Button variant="primary" disabled={!may("share")} onClick={() => setEdited(FRESH_NUMBER)}>
      {t("setUp")}
    </Button>
  );
  return (
    <SpaceBetween size="l">
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={pages}
        trackBy={({ Number }) => Number}
        actions={setUp}
        empty={<Empty title={t("none")} hint={t("noneHint")} action={setUp} />}
        columns={[
          {
            id: "number",
            header: t("phone"),
            minWidth: 160,
            value: ({ Number }) => Number,
            cell: ({ Number }) => <To path={`/numbers?number=${encodeURIComponent(Number)}`}>{Number}</To>,
          },
          { id: "two", header: t("twoWay"), value: ({ TwoWayEnabled }) => all(TwoWayEnabled ? "yes" : "no") },
          { id: "apps", header: t("applications"), value: ({ ApplicationIds }) => names(ApplicationIds) },
          { id: "handling", header: t("handling"), value: ({ OptOutHandling }) => t(OptOutHandling) },
          {
            id: "actions",
            header: all("actions"),
            cell: (number) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  disabled={!may("share")}
                  ariaLabel={`${all("edit")}: ${number.Number}`}
                  onClick={() => setEdited(number)}
                >
                  {all("edit")}
                </Button>
                <Button
                  variant="inline-link"
                  disabled={!may("share")}
                  ariaLabel={`${all("delete")}: ${number.Number}`}
                  onClick={() => setRemoved(number.Number)}
                >
                  {all("delete")}
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {chosen ? (
        <SpaceBetween key={chosen} size="l">
          <Keywords number={chosen} />
          <OptOuts number={chosen} />
        </SpaceBetween>
      ) : null}
      {edited ? (
        <NumberForm
          stored={edited}
          applications={applications}
          onDismiss={() => setEdited(undefined)}
          onSaved={(number) => {
            setEdited(undefined);
            setSearch({ number });
            pages.reload();
          }}
        />
      ) : null}
      {removed ? (
        <ConfirmDelete
          name={removed}
          consequence={t("deleteHint")}
          onDismiss={() => setRemoved("")}
          onConfirm={async () => {
            await api.x.delete(`/numbers/${label(removed)}`);
            notify({ type: "success", content: all("deleted", { name: removed }) });
            setRemoved("");
            setSearch({});
            pages.reload();
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}
