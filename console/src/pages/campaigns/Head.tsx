/** A campaign's name and what can be done with it. */
import { UpdateCampaignCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useMay, useSurroundings } from "../../app/context";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { DeleteCampaign } from "./DeleteCampaign";
import { isImmediate } from "./draft";
import { formOf, kindOf } from "./schedule";
import { texts } from "./texts";

const PAUSABLE = new Set(["SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN"]);

export function Head({ app, campaign, onChanged }: { app: string; campaign: CampaignResponse; onChanged: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const [isDeleting, setDeleting] = useState(false);
  const name = campaign.Name || t("noName");
  const id = campaign.Id!;
  const status = campaign.State?.CampaignStatus ?? "";
  const isPaused = status === "PAUSED";
  const runsAtOnce = isImmediate(formOf(campaign.Schedule), kindOf(campaign.Schedule));
  const canPause = PAUSABLE.has(status) && !runsAtOnce;
  const hold = async (IsPaused: boolean) => {
    const isDone = await action.run(() =>
      api.send(new UpdateCampaignCommand({ ApplicationId: app, CampaignId: id, WriteCampaignRequest: { IsPaused } })),
    );
    if (!isDone) return;
    notify({ type: "success", content: t(IsPaused ? "pausedNote" : "resumedNote") });
    onChanged();
  };
  return (
    <SpaceBetween size="s">
      <Header
        variant="h1"
        description={campaign.Description?.trim()}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("work")} onClick={() => setDeleting(true)}>
              {all("delete")}
            </Button>
            <ToButton path={`${inApp(app, "campaigns", "new")}?copy=${encodeURIComponent(id)}`} disabled={!may("work")}>
              {t("copy")}
            </ToButton>
            {isPaused || canPause ? (
              <Button disabled={!may("work")} loading={action.isBusy} onClick={() => void hold(!isPaused)}>
                {t(isPaused ? "resume" : "pause")}
              </Button>
            ) : null}
            <ToButton path={inApp(app, "campaigns", id, "edit")} variant="primary" disabled={!may("work")}>
              {all("edit")}
            </ToButton>
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      <ProblemAlert problem={action.problem} />
      {isDeleting ? (
        <DeleteCampaign
          app={app}
          campaign={campaign}
          onDismiss={() => setDeleting(false)}
          onDeleted={() => void navigate(inApp(app, "campaigns"))}
        />
      ) : null}
    </SpaceBetween>
  );
}
