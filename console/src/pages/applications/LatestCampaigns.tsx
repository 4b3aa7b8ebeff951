/** The campaigns that were created last. */
import { GetCampaignsCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi } from "../../app/context";
import { inApp, To, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

const LATEST = 5;
const COLUMNS = [
  { colspan: { default: 12, xs: 5 } },
  { colspan: { default: 6, xs: 4 } },
  { colspan: { default: 6, xs: 3 } },
];

export function LatestCampaigns({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "100" }))).CampaignsResponse?.Item ?? [],
    [app],
  );
  const latest = [...(data ?? [])]
    .sort((one, other) => (other.CreationDate ?? "").localeCompare(one.CreationDate ?? ""))
    .slice(0, LATEST);
  return (
    <Container
      header={
        <Header variant="h2" actions={<ToButton path={inApp(app, "campaigns")}>{all("all")}</ToButton>}>
          {t("campaigns")}
        </Header>
      }
    >
      <ProblemAlert problem={problem} onRetry={reload} />
      {data?.length === 0 ? <Box color="text-body-secondary">{t("noCampaigns")}</Box> : null}
      <SpaceBetween size="s">
        {latest.map((campaign) => (
          <Grid key={campaign.Id} gridDefinition={COLUMNS}>
            <To path={inApp(app, "campaigns", campaign.Id!)}>{campaign.Name || campaign.Id}</To>
            <Status status={campaign.State?.CampaignStatus} />
            <Box color="text-body-secondary">{format.time(campaign.CreationDate)}</Box>
          </Grid>
        ))}
      </SpaceBetween>
    </Container>
  );
}
