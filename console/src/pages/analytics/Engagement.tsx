/** Figures of campaigns, and of direct messages by channel. */
import { GetApplicationDateRangeKpiCommand, GetCampaignsCommand } from "@aws-sdk/client-pinpoint";
import SpaceBetween from "@cloudscape-design/components/space-between";

import type { Api } from "../../api/client";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import type { Range } from "./Analytics";
import { texts } from "./texts";

interface Row {
  readonly key: string;
  readonly value: number;
}

async function kpi(api: Api, app: string, name: string, range: Range): Promise<readonly Row[]> {
  const answer = await api.send(
    new GetApplicationDateRangeKpiCommand({
      ApplicationId: app,
      KpiName: name,
      StartTime: new Date(`${range.start}T00:00:00Z`),
      EndTime: new Date(`${range.end}T23:59:59Z`),
    }),
  );
  const rows = answer.ApplicationDateRangeKpiResponse?.KpiResult?.Rows ?? [];
  return rows.map(({ GroupedBys, Values }) => ({
    key: GroupedBys?.[0]?.Value ?? "",
    value: Number(Values?.[0]?.Value ?? 0),
  }));
}

interface Properties {
  readonly app: string;
  readonly range: Range;
}

const CAMPAIGN_KPIS = [
  "unique-deliveries-grouped-by-campaign",
  "successful-deliveries-grouped-by-campaign",
  "email-open-rate-grouped-by-campaign",
  "successful-delivery-rate-grouped-by-date",
  "unique-deliveries-grouped-by-date",
] as const;

export function CampaignFigures({ app, range }: Properties) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery(
    async () => {
      const [campaigns, ...found] = await Promise.all([
        api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "1000" })),
        ...CAMPAIGN_KPIS.map((name) => kpi(api, app, name, range)),
      ]);
      const names = new Map(campaigns.CampaignsResponse?.Item?.map(({ Id, Name }) => [Id!, Name || Id!]));
      return { names, found };
    },
    [app, range],
  );
  const figure = (index: number, title: string, isByDay: boolean, isShare = false) => {
    const rows = data?.found[index] ?? [];
    const name = ({ key }: Row) => (isByDay ? format.day(key) : (data?.names.get(key) ?? key));
    return (
      <Figure
        title={title}
        kind={isByDay ? "line" : "bar"}
        unit={isShare ? "share" : "number"}
        categoryTitle={isByDay ? t("day") : t("campaign")}
        categories={rows.map(name)}
        series={[{ title, values: rows.map(({ value }) => value) }]}
      />
    );
  };
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      {figure(0, t("uniqueByCampaign"), false)}
      {figure(1, t("deliveriesByCampaign"), false)}
      {figure(2, t("openByCampaign"), false, true)}
      {figure(3, t("rateByDay"), true, true)}
      {figure(4, t("uniqueByDay"), true)}
    </SpaceBetween>
  );
}

const EMAIL_KPIS = [
  ["txn-emails-sent-grouped-by-date", "sent"],
  ["txn-emails-delivered-grouped-by-date", "delivered"],
  ["txn-emails-opened-grouped-by-date", "opened"],
  ["txn-emails-clicked-grouped-by-date", "clicked"],
  ["txn-emails-hard-bounced-grouped-by-date", "hardBounced"],
  ["txn-emails-with-complaints-grouped-by-date", "complaints"],
] as const;
const SMS_KPIS = [
  ["txn-sms-sent-grouped-by-date", "sent"],
  ["txn-sms-delivered-grouped-by-date", "delivered"],
] as const;
const COUNTRY_KPIS = [
  ["txn-sms-sent-grouped-by-country", "sent"],
  ["txn-sms-delivered-grouped-by-country", "delivered"],
] as const;

export function ChannelFigures({ app, range }: Properties) {
  const t = useTexts(texts);
  return (
    <SpaceBetween size="l">
      <Together app={app} range={range} title={t("emails")} kpis={EMAIL_KPIS} isByDay />
      <Together app={app} range={range} title={t("texts")} kpis={SMS_KPIS} isByDay />
      <Together app={app} range={range} title={t("byCountry")} kpis={COUNTRY_KPIS} isByDay={false} />
    </SpaceBetween>
  );
}

interface TogetherProperties extends Properties {
  readonly title: string;
  readonly kpis: readonly (readonly [string, keyof typeof texts])[];
  readonly isByDay: boolean;
}

function Together({ app, range, title, kpis, isByDay }: TogetherProperties) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery(
    () => Promise.all(kpis.map(([name]) => kpi(api, app, name, range))),
    [app, range, title],
  );
  const keys = [...new Set((data ?? []).flatMap((rows) => rows.map(({ key }) => key)))].sort();
  return (
    <>
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        title={title}
        kind={isByDay ? "line" : "bar"}
        categoryTitle={isByDay ? t("day") : t("country")}
        categories={keys.map((key) => (isByDay ? format.day(key) : key))}
        series={kpis.map(([, word], index) => ({
          title: t(word),
          values: keys.map((key) => data?.[index]?.find((row) => row.key === key)?.value ?? 0),
        }))}
      />
    </>
  );
}
