/** One application at a glance: what is still to be set up, the main figures, what ran last. */
import { DeleteAppCommand, GetAppCommand } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { Checklist } from "./Checklist";
import { Figures } from "./Figures";
import { LatestCampaigns } from "./LatestCampaigns";
import { texts } from "./texts";

export default function Overview() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  const [isDeleting, setDeleting] = useState(false);
  const { data, problem, reload } = useQuery(
    async (signal) => (await api.send(new GetAppCommand({ ApplicationId: app }), { abortSignal: signal })).ApplicationResponse,
    [app],
  );
  useTitle(data?.Name ?? app);
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("applicationId", { id: app })}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("administer") || !data} onClick={() => setDeleting(true)}>
              {t("deleteIt")}
            </Button>
            <ToButton path={inApp(app, "campaigns", "new")} variant="primary" disabled={!may("work")}>
              {t("campaignStep")}
            </ToButton>
          </SpaceBetween>
        }
      >
        {data?.Name ?? app}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {problem ? null : (
        <SpaceBetween size="l">
          <Checklist app={app} />
          <Figures app={app} />
          <LatestCampaigns app={app} />
        </SpaceBetween>
      )}
      {isDeleting && data ? <Delete app={app} name={data.Name!} onDismiss={() => setDeleting(false)} /> : null}
    </SpaceBetween>
  );
}

function Delete({ app, name, onDismiss }: { app: string; name: string; onDismiss: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const navigate = useNavigate();
  return (
    <ConfirmDelete
      name={name}
      consequence={t("deleteHint")}
      onDismiss={onDismiss}
      onConfirm={async () => {
        await api.send(new DeleteAppCommand({ ApplicationId: app }));
        notify({ type: "success", content: all("deleted", { name }) });
        await navigate("/");
      }}
    />
  );
}
