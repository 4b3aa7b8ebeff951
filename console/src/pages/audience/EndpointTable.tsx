/** Endpoints side by side. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";

import { inApp, To } from "../../components/Links";
import { Status } from "../../components/Status";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly title: string;
  readonly endpoints: readonly EndpointResponse[];
}

export function EndpointTable({ app, title, endpoints }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  return (
    <Table
      items={[...endpoints]}
      header={<Header variant="h2">{title}</Header>}
      ariaLabels={{ tableLabel: title }}
      empty={t("nobody")}
      columnDefinitions={[
        {
          id: "id",
          header: t("endpointId"),
          isRowHeader: true,
          cell: ({ Id }) => <To path={inApp(app, "audience", "endpoints", Id!)}>{Id}</To>,
        },
        { id: "channel", header: all("channel"), cell: ({ ChannelType }) => ChannelType ?? "–" },
        { id: "address", header: all("address"), cell: ({ Address }) => Address ?? "–" },
        { id: "status", header: all("status"), cell: ({ EndpointStatus }) => <Status status={EndpointStatus} /> },
        { id: "optout", header: t("optOut"), cell: ({ OptOut }) => t((OptOut ?? "NONE") as "NONE") },
        {
          id: "user",
          header: t("userId"),
          cell: ({ User }) =>
            User?.UserId ? <To path={inApp(app, "audience", "users", User.UserId)}>{User.UserId}</To> : "–",
        },
        { id: "effective", header: t("effective"), cell: ({ EffectiveDate }) => format.time(EffectiveDate) },
      ]}
    />
  );
}
