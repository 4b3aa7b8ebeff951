/** All campaigns of an application. */
import { GetCampaignsCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { useNavigate } from "react-router";

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
import { DeleteCampaign } from "./DeleteCampaign";
import { nextRunOf, statusOf } from "./runs";
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
  const navigate = useNavigate();
  const [doomed, setDoomed] = useState<CampaignResponse>();
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
  const now = new Date();
  const next = (campaign: CampaignResponse) => nextRunOf(campaign, now);
  const act = (deed: string, campaign: CampaignResponse) => {
    const id = campaign.Id!;
    if (deed === "edit") void navigate(inApp(app, "campaigns", id, "edit"));
    else if (deed === "copy") void navigate(`${inApp(app, "campaigns", "new")}?copy=${encodeURIComponent(id)}`);
    else setDoomed(campaign);
  };
  return (
    <>
    {doomed ? (
      <DeleteCampaign
        app={app}
        campaign={doomed}
        onDismiss={() => setDoomed(undefined)}
        onDeleted={() => {
          setDoomed(undefined);
          pages.reload();
        }}
      />
    ) : null}
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
        value: statusOf,
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
          value: statusOf,
          cell: (campaign) => <Status status={statusOf(campaign)} />,
          minWidth: 170,
        },
        {
          id: "segment",
          header: t("segment"),
          value: (campaign) => segments.get(campaign.SegmentId ?? "") ?? campaign.SegmentId,
        },
        {
          id: "repeat",
          header: t("repeat"),
          value: (campaign) => t(campaign.Schedule?.Frequency ?? "ONCE"),
        },
        {
          id: "next",
          header: t("nextRun"),
          value: (campaign) => next(campaign)?.toISOString(),
          cell: (campaign) => format.time(next(campaign)),
        },
        {
          id: "created",
          header: all("created"),
          value: (campaign) => campaign.CreationDate,
          cell: (campaign) => format.time(campaign.CreationDate),
        },
        {
          id: "actions",
          header: all("actions"),
          cell: (campaign) => (
            <ButtonDropdown
              variant="inline-icon"
              expandToViewport
              ariaLabel={t("actionsOf", { name: campaign.Name || t("noName") })}
              items={[
                { id: "edit", text: all("edit"), disabled: !may("work") },
                { id: "copy", text: t("copy"), disabled: !may("work") },
                { id: "delete", text: all("delete"), disabled: !may("work") },
              ]}
              onItemClick={({ detail }) => act(detail.id, campaign)}
            />
          ),
          minWidth: 90,
        },
      ]}
    />
    </>
  );
}
