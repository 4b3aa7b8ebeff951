/** All that is known of an endpoint. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { inApp, To } from "../../components/Links";
import { Status } from "../../components/Status";
import { useChannelName } from "../../components/useChannelName";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { Facts } from "./Facts";
import { texts } from "./texts";

export function Known({ app, endpoint }: { app: string; endpoint: EndpointResponse }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const channelName = useChannelName();
  const user = endpoint.User?.UserId;
  const nameOf = (member: string) => (member in texts ? t(member as keyof typeof texts) : member);
  return (
    <SpaceBetween size="l">
      <Container>
        <KeyValuePairs
          columns={4}
          items={[
            { label: all("channel"), value: channelName(endpoint.ChannelType) },
            { label: all("address"), value: endpoint.Address || "–" },
            { label: all("status"), value: <Status status={endpoint.EndpointStatus} /> },
            { label: t("optOut"), value: t(endpoint.OptOut === "ALL" ? "ALL" : "NONE") },
            {
              label: t("user"),
              value: user ? <To path={inApp(app, "audience", "users", user)}>{user}</To> : "–",
            },
            { label: t("cohort"), value: endpoint.CohortId ?? "–" },
            { label: all("created"), value: format.time(endpoint.CreationDate) },
            { label: t("effective"), value: format.time(endpoint.EffectiveDate) },
          ]}
        />
      </Container>
      <ColumnLayout columns={2}>
        <Facts title={t("attributes")} facts={endpoint.Attributes} />
        <Facts title={t("userAttributes")} facts={endpoint.User?.UserAttributes} />
        <Facts title={t("metrics")} facts={endpoint.Metrics} />
        <Facts title={t("device")} facts={endpoint.Demographic} nameOf={nameOf} />
        <Facts title={t("location")} facts={endpoint.Location} nameOf={nameOf} />
      </ColumnLayout>
    </SpaceBetween>
  );
}
