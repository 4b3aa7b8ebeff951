/** Addresses that are not sent to any more, and letting one back in. */
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Empty } from "../../components/Empty";
import { ResourceTable } from "../../components/ResourceTable";
import { useListed } from "../../components/useListed";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Suppression {
  readonly Address: string;
  readonly Reason: string;
  readonly SuppressedAt: string;
}

const REASONS = ["BOUNCE", "COMPLAINT", "UNSUBSCRIBED"] as const;

export function Suppressions({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const { notify } = useSurroundings();
  const api = useApi();
  const may = useMay();
  const [released, setReleased] = useState("");
  const pages = useListed<Suppression>(`/apps/${label(app)}/suppressions`);
  const reasonOf = (reason: string) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(known) : reason;
  };
  return (
    <SpaceBetween size="s">
      <ResourceTable
        title={t("suppressed")}
        description={t("suppressedWhat")}
        headingTag="h2"
        pages={pages}
        isOptional
        trackBy={({ Address }) => Address}
        empty={<Empty title={t("noneSuppressed")} hint={t("noneSuppressedHint")} />}
        choice={{ label: t("reason"), value: ({ Reason }) => Reason, name: reasonOf }}
        columns={[
          { id: "address", header: all("address"), value: ({ Address }) => Address, minWidth: 200 },
          { id: "reason", header: t("reason"), value: ({ Reason }) => reasonOf(Reason) },
          {
            id: "since",
            header: t("since"),
            value: ({ SuppressedAt }) => SuppressedAt,
            cell: ({ SuppressedAt }) => format.time(SuppressedAt),
          },
          {
            id: "actions",
            header: all("actions"),
            cell: ({ Address }) => (
              <Button
                variant="inline-link"
                ariaLabel={`${t("release")}: ${Address}`}
                disabled={!may("work")}
                onClick={() => setReleased(Address)}
              >
                {t("release")}
              </Button>
            ),
          },
        ]}
      />
      {released ? (
        <ConfirmDelete
          name={released}
          title={t("releaseTitle", { name: released })}
          action={t("release")}
          consequence={t("releaseHint")}
          onDismiss={() => setReleased("")}
          onConfirm={async () => {
            await api.x.delete(`/apps/${label(app)}/suppressions/${label(released)}`);
            notify({ type: "success", content: t("releasedNote", { name: released }) });
            setReleased("");
            pages.reload();
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}
