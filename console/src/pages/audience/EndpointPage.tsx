/** One endpoint: what is known, what happened, and why segments and campaigns treat it as they do. */
import {
  DeleteEndpointCommand,
  GetCampaignsCommand,
  GetEndpointCommand,
  UpdateEndpointCommand,
  type EndpointResponse,
} from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { answered } from "../../api/archive";
import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { inApp, To } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ResourceTable } from "../../components/ResourceTable";
import { Status } from "../../components/Status";
import { useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { usePages, useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegments } from "../segments/useSegmentNames";
import { Facts } from "./Facts";
import { texts } from "./texts";

export default function EndpointPage() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const { endpoint: id = "" } = useParams();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const [isDeleting, setDeleting] = useState(false);
  useTitle(id);
  const { data, problem, reload } = useQuery<EndpointResponse>(
    async () =>
      (await api.send(new GetEndpointCommand({ ApplicationId: app, EndpointId: id }))).EndpointResponse!,
    [app, id],
  );
  const opt = async (OptOut: "ALL" | "NONE") => {
    const isDone = await action.run(() =>
      api.send(new UpdateEndpointCommand({ ApplicationId: app, EndpointId: id, EndpointRequest: { OptOut } })),
    );
    if (isDone) reload();
  };
  const isOut = data?.OptOut === "ALL";
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("endpoint")}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("work") || !data} onClick={() => setDeleting(true)}>
              {all("delete")}
            </Button>
            <Button
              disabled={!may("work") || !data}
              loading={action.isBusy}
              onClick={() => void opt(isOut ? "NONE" : "ALL")}
            >
              {t(isOut ? "makeOptIn" : "makeOptOut")}
            </Button>
          </SpaceBetween>
        }
      >
        {id}
      </Header>
      <ProblemAlert problem={problem ?? action.problem} onRetry={reload} />
      {data ? (
        <>
          <Known app={app} endpoint={data} />
          <History app={app} id={id} />
          <Why app={app} id={id} />
        </>
      ) : problem ? null : (
        <Spinner />
      )}
      {isDeleting ? (
        <ConfirmDelete
          name={id}
          consequence={t("deleteHint")}
          onDismiss={() => setDeleting(false)}
          onConfirm={async () => {
            await api.send(new DeleteEndpointCommand({ ApplicationId: app, EndpointId: id }));
            notify({ type: "success", content: all("deleted", { name: id }) });
            await navigate(inApp(app, "audience"));
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Known({ app, endpoint }: { app: string; endpoint: EndpointResponse }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const user = endpoint.User?.UserId;
  return (
    <SpaceBetween size="l">
      <Container>
        <KeyValuePairs
          columns={4}
          items={[
            { label: all("channel"), value: endpoint.ChannelType ?? "–" },
            { label: all("address"), value: endpoint.Address ?? "–" },
            { label: all("status"), value: <Status status={endpoint.EndpointStatus} /> },
            { label: t("optOut"), value: t((endpoint.OptOut ?? "NONE") as "NONE") },
            {
              label: t("userId"),
              value: user ? <To path={inApp(app, "audience", "users", user)}>{user}</To> : "–",
            },
            { label: t("cohort"), value: endpoint.CohortId ?? "–" },
            { label: all("created"), value: format.time(endpoint.CreationDate) },
            { label: t("effective"), value: format.time(endpoint.EffectiveDate) },
          ]}
        />
      </Container>
      <ColumnLayout columns={2}>
        <Card title={t("attributes")} facts={endpoint.Attributes} />
        <Card title={t("userAttributes")} facts={endpoint.User?.UserAttributes} />
        <Card title={t("metrics")} facts={endpoint.Metrics} />
        <Card title={t("device")} facts={endpoint.Demographic} />
        <Card title={t("location")} facts={endpoint.Location} />
      </ColumnLayout>
    </SpaceBetween>
  );
}

function Card({ title, facts }: { title: string; facts: object | undefined }) {
  return (
    <Container fitHeight header={<Header variant="h2">{title}</Header>}>
      <Facts facts={{ ...facts }} />
    </Container>
  );
}

interface HistoryEntry {
  readonly Time: string;
  readonly EventType: string;
  readonly EventId: string;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly Metrics: Readonly<Record<string, number>>;
}

const DAYS = ["7", "30", "90"];

function History({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const [days, setDays] = useState("30");
  const pages = usePages<HistoryEntry>(
    async ({ signal }) => {
      const asked = api.x.get<{ Item: HistoryEntry[] }>(
        `/apps/${label(app)}/endpoints/${label(id)}/history`,
        { days },
        signal,
      );
      return { items: (await answered(api.x, app, asked, signal)).Item };
    },
    [app, id, days],
  );
  const details = ({ Attributes, Metrics }: HistoryEntry) =>
    Object.entries({ ...Attributes, ...Metrics })
      .map(([name, value]) => `${name}: ${value}`)
      .join(", ");
  return (
    <ResourceTable
      title={t("history")}
      headingTag="h2"
      pages={pages}
      isOptional
      trackBy={({ EventId, Time }) => `${EventId} ${Time}`}
      empty={t("noHistory")}
      choice={{ label: t("event"), value: ({ EventType }) => EventType }}
      actions={
        <Select
          ariaLabel={t("history")}
          selectedOption={{ value: days, label: t("days", { n: days }) }}
          options={DAYS.map((value) => ({ value, label: t("days", { n: value }) }))}
          onChange={({ detail }) => setDays(detail.selectedOption.value ?? "30")}
        />
      }
      columns={[
        { id: "time", header: t("time"), value: ({ Time }) => Time, cell: ({ Time }) => format.time(Time) },
        { id: "event", header: t("event"), value: ({ EventType }) => EventType },
        { id: "details", header: t("details"), value: details, minWidth: 260 },
      ]}
    />
  );
}

interface SegmentAnswer {
  readonly Member: boolean;
  readonly Reasons: readonly { readonly Rule: string; readonly Value: unknown; readonly Matched: boolean }[];
}
interface CampaignAnswer {
  readonly Status: string;
  readonly Rule: string;
  readonly Detail: string | null;
}

function Why({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const segments = useSegments(app);
  const campaigns = useQuery(
    async () =>
      (await api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "1000" }))).CampaignsResponse?.Item ?? [],
    [app],
  );
  const segment = search.get("segment") ?? "";
  const campaign = search.get("campaign") ?? "";
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        before.set(name, value);
        return before;
      },
      { replace: true },
    );
  const named = (item: { Id?: string | undefined; Name?: string | undefined }) => ({
    value: item.Id!,
    label: item.Name || item.Id!,
  });
  const inSegment = useQuery<SegmentAnswer>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/segments/${label(segment)}/explain`, { "endpoint-id": id }, signal),
    [app, id, segment],
    { enabled: segment !== "" },
  );
  const ofCampaign = useQuery<CampaignAnswer>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/campaigns/${label(campaign)}/explain`, { "endpoint-id": id }, signal),
    [app, id, campaign],
    { enabled: campaign !== "" },
  );
  return (
    <ColumnLayout columns={2}>
      <Container fitHeight header={<Header variant="h2">{t("explainSegment")}</Header>}>
        <SpaceBetween size="s">
          <FormField label={t("chooseSegment")}>
            <Select
              selectedOption={segments.items.map(named).find(({ value }) => value === segment) ?? null}
              options={segments.items.map(named)}
              filteringType="auto"
              placeholder={t("chooseSegment")}
              onChange={({ detail }) => set("segment", detail.selectedOption.value ?? "")}
            />
          </FormField>
          <ProblemAlert problem={inSegment.problem} isOptional />
          {inSegment.data ? (
            <>
              <strong>{inSegment.data.Member ? "✓" : "✗"}</strong>
              <ul>
                {inSegment.data.Reasons.map(({ Rule, Value, Matched }, index) => (
                  <li key={index}>
                    {Matched ? "✓" : "✗"} {Rule}
                    {Value === null || Value === undefined ? "" : ` (${typeof Value === "string" ? Value : JSON.stringify(Value)})`}
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </SpaceBetween>
      </Container>
      <Container fitHeight header={<Header variant="h2">{t("explainCampaign")}</Header>}>
        <SpaceBetween size="s">
          <FormField label={t("chooseCampaign")}>
            <Select
              selectedOption={(campaigns.data ?? []).map(named).find(({ value }) => value === campaign) ?? null}
              options={(campaigns.data ?? []).map(named)}
              filteringType="auto"
              placeholder={t("chooseCampaign")}
              onChange={({ detail }) => set("campaign", detail.selectedOption.value ?? "")}
            />
          </FormField>
          <ProblemAlert problem={ofCampaign.problem} isOptional />
          {ofCampaign.data ? (
            <Facts
              facts={{
                Status: ofCampaign.data.Status,
                Rule: ofCampaign.data.Rule,
                Detail: ofCampaign.data.Detail,
              }}
            />
          ) : null}
        </SpaceBetween>
      </Container>
    </ColumnLayout>
  );
}
