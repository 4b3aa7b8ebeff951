/** One application at a glance: what to do first, what ran last, the main figures. */
import {
  DeleteAppCommand,
  GetAppCommand,
  GetApplicationDateRangeKpiCommand,
  GetCampaignsCommand,
} from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { inApp, To, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

const LATEST = 5;

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
        description={app}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("administer")} onClick={() => setDeleting(true)}>
              {t("deleteIt")}
            </Button>
            <ToButton path={inApp(app, "campaigns", "new")} variant="primary" disabled={!may("work")}>
              {t("stepCampaign")}
            </ToButton>
          </SpaceBetween>
        }
      >
        {data?.Name ?? app}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {problem ? null : (
        <SpaceBetween size="l">
          <Figures app={app} />
          <ColumnLayout columns={2}>
            <Latest app={app} />
            <FirstSteps app={app} />
          </ColumnLayout>
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

function Figures({ app }: { app: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data } = useQuery(
    async () => {
      const read = async (kpi: string) => {
        const answer = await api.send(new GetApplicationDateRangeKpiCommand({ ApplicationId: app, KpiName: kpi }));
        const rows = answer.ApplicationDateRangeKpiResponse?.KpiResult?.Rows ?? [];
        const value = rows[0]?.Values?.[0]?.Value;
        return value === undefined ? undefined : Number(value);
      };
      const [delivered, rate, opened] = await Promise.all([
        read("unique-deliveries"),
        read("successful-delivery-rate"),
        read("email-open-rate"),
      ]);
      return { delivered, rate, opened };
    },
    [app],
  );
  return (
    <Container header={<Header variant="h2">{t("figures")}</Header>}>
      <ColumnLayout columns={3} variant="text-grid">
        <BigNumber label={t("delivered")} value={format.number(data?.delivered)} />
        <BigNumber label={t("deliveryRate")} value={format.share(data?.rate)} />
        <BigNumber label={t("openRate")} value={format.share(data?.opened)} />
      </ColumnLayout>
    </Container>
  );
}

function BigNumber({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <Box variant="awsui-value-large">{value}</Box>
    </div>
  );
}

function Latest({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery(
    async () =>
      (await api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "100" }))).CampaignsResponse?.Item ?? [],
    [app],
  );
  const latest = [...(data ?? [])]
    .sort((one, other) => (other.CreationDate ?? "").localeCompare(one.CreationDate ?? ""))
    .slice(0, LATEST);
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" actions={<ToButton path={inApp(app, "campaigns")}>{all("all")}</ToButton>}>
          {t("campaigns")}
        </Header>
      }
    >
      <ProblemAlert problem={problem} />
      {latest.length === 0 ? <Box color="text-body-secondary">{all("none")}</Box> : null}
      <SpaceBetween size="s">
        {latest.map((campaign) => (
          <div key={campaign.Id}>
            <To path={inApp(app, "campaigns", campaign.Id!)}>{campaign.Name || campaign.Id}</To>{" "}
            <Status status={campaign.State?.CampaignStatus} />
            <Box color="text-body-secondary" fontSize="body-s">
              {format.time(campaign.CreationDate)}
            </Box>
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}

function FirstSteps({ app }: { app: string }) {
  const t = useTexts(texts);
  return (
    <Container fitHeight header={<Header variant="h2">{t("firstSteps")}</Header>}>
      <ol>
        <li>
          <To path={inApp(app, "channels")}>{t("stepChannel")}</To>
        </li>
        <li>
          <To path={inApp(app, "segments", "import")}>{t("stepAudience")}</To>
        </li>
        <li>
          <To path={inApp(app, "segments", "new")}>{t("stepSegment")}</To>
        </li>
        <li>
          <To path="/templates/new">{t("stepTemplate")}</To>
        </li>
        <li>
          <To path={inApp(app, "campaigns", "new")}>{t("stepCampaign")}</To>
        </li>
      </ol>
    </Container>
  );
}
