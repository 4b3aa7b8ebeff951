/** All campaigns of an application. */
import { GetCampaignsCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { inApp, To, ToButton } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { Status, useStatusName } from "../../components/Status";
import { useApplicationId } from "../../components/useApplication";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import { texts } from "./texts";

export default function Campaigns() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  const statusName = useStatusName();
  const segments = useSegmentNames(app);
  useTitle(t("title"));
  const pages = usePages<CampaignResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetCampaignsCommand({ ApplicationId: app, Token: token, PageSize: String(size) }),
        { abortSignal: signal },
      );
      return { items: answer.CampaignsResponse?.Item ?? [], token: answer.CampaignsResponse?.NextToken };
    },
    [app],
  );
  const create = (
    <ToButton path={inApp(app, "campaigns", "new")} variant="primary" disabled={!may("work")}>
      {t("create")}
    </ToButton>
  );
  const start = ({ Schedule, CreationDate }: CampaignResponse) =>
    Schedule?.StartTime === "IMMEDIATE" ? CreationDate : Schedule?.StartTime;
  return (
    <ResourceTable
      title={t("title")}
      description={t("what")}
      pages={pages}
      trackBy={(campaign) => campaign.Id!}
      actions={create}
      empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={create} />}
      defaultSort={{ column: "created", isDescending: true }}
      choice={{
        label: all("status"),
        value: (campaign) => campaign.State?.CampaignStatus,
        name: statusName,
      }}
      columns={[
        {
          id: "name",
          header: all("name"),
          value: (campaign) => campaign.Name || t("noName"),
          cell: (campaign) => (
            <To path={inApp(app, "campaigns", campaign.Id!)}>{campaign.Name || t("noName")}</To>
          ),
          minWidth: 180,
        },
        {
          id: "status",
          header: all("status"),
          value: (campaign) => campaign.State?.CampaignStatus,
          cell: (campaign) => <Status status={campaign.State?.CampaignStatus} />,
          minWidth: 150,
        },
        {
          id: "segment",
          header: t("segment"),
          value: (campaign) => segments.get(campaign.SegmentId ?? "") ?? campaign.SegmentId,
        },
        {
          id: "repeat",
          header: t("repeat"),
          value: (campaign) => t((campaign.Schedule?.Frequency ?? "ONCE") as "ONCE"),
        },
        { id: "starts", header: t("starts"), value: start, cell: (campaign) => format.time(start(campaign)) },
        {
          id: "created",
          header: all("created"),
          value: (campaign) => campaign.CreationDate,
          cell: (campaign) => format.time(campaign.CreationDate),
        },
      ]}
    />
  );
}
