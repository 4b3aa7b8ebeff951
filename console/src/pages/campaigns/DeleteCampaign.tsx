/** Delete a campaign, with its name typed. */
import { DeleteCampaignCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";

import { useSurroundings } from "../../app/context";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly campaign: CampaignResponse;
  readonly onDismiss: () => void;
  readonly onDeleted: () => void;
}

export function DeleteCampaign({ app, campaign, onDismiss, onDeleted }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const name = campaign.Name || t("noName");
  return (
    <ConfirmDelete
      name={name}
      consequence={t("deleteHint")}
      onDismiss={onDismiss}
      onConfirm={async () => {
        await api.send(new DeleteCampaignCommand({ ApplicationId: app, CampaignId: campaign.Id }));
        notify({ type: "success", content: all("deleted", { name }) });
        onDeleted();
      }}
    />
  );
}
