/** Endpoints side by side. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";

import { useMay } from "../../app/context";
import { inApp, To } from "../../components/Links";
import { Status } from "../../components/Status";
import { useChannelName } from "../../components/useChannelName";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly title: string;
  readonly endpoints: readonly EndpointResponse[];
  /** On a person's own page, where the person needs no column. */
  readonly onEdit?: (id: string) => void;
}

export function EndpointTable({ app, title, endpoints, onEdit }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const channelName = useChannelName();
  const may = useMay();
  return (
    <Table
      items={[...endpoints]}
      header={
        <Header variant="h2" counter={`(${format.number(endpoints.length)})`}>
          {title}
        </Header>
      }
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: title }}
      empty={t("nobody")}
      columnDefinitions={[
        {
          id: "id",
          header: t("endpointId"),
          isRowHeader: true,
          cell: ({ Id }) => <To path={inApp(app, "audience", "endpoints", Id!)}>{Id}</To>,
        },
        { id: "channel", header: all("channel"), minWidth: 120, cell: ({ ChannelType }) => channelName(ChannelType) },
        {
          id: "address",
          header: all("address"),
          minWidth: 160,
          maxWidth: 220,
          cell: ({ Address }) => <span className="pw-plain">{Address || "–"}</span>,
        },
        { id: "status", header: all("status"), minWidth: 110, cell: ({ EndpointStatus }) => <Status status={EndpointStatus} /> },
        { id: "optout", header: t("optOut"), minWidth: 150, cell: ({ OptOut }) => t(OptOut === "ALL" ? "ALL" : "NONE") },
        { id: "effective", header: t("effective"), minWidth: 130, cell: ({ EffectiveDate }) => format.time(EffectiveDate) },
        ...(onEdit
          ? [
              {
                id: "actions",
                header: all("actions"),
                cell: ({ Id }: EndpointResponse) => (
                  <Button
                    variant="inline-link"
                    disabled={!may("work")}
                    ariaLabel={`${all("edit")}: ${Id}`}
                    onClick={() => onEdit(Id ?? "")}
                  >
                    {all("edit")}
                  </Button>
                ),
              },
            ]
          : [
              {
                id: "user",
                header: t("userId"),
                cell: ({ User }: EndpointResponse) =>
                  User?.UserId ? <To path={inApp(app, "audience", "users", User.UserId)}>{User.UserId}</To> : "–",
              },
            ]),
      ]}
    />
  );
}
