/** Campaigns against each other, all of them by day, and one of them in detail. */
import { GetCampaignsCommand } from "@aws-sdk/client-pinpoint";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "react-router";

import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { CampaignEngagement } from "./CampaignEngagement";
import { kpi, kpiByDay, lastPiece, LONGEST_KPI_DAYS, together, valuesByDay } from "./kpis";
import { messageTexts } from "./messageTexts";
import { daysOf } from "./range";
import { useSubject } from "./subject";

const BY_CAMPAIGN = [
  "unique-deliveries-grouped-by-campaign",
  "successful-deliveries-grouped-by-campaign",
  "email-open-rate-grouped-by-campaign",
  "push-open-rate-grouped-by-campaign",
] as const;
const BY_DAY = ["unique-deliveries", "successful-delivery-rate"] as const;
const MOST_SHOWN = 20;

export function CampaignFigures() {
  const t = useTexts(messageTexts);
  const api = useApi();
  const { app, range, today } = useSubject();
  const [search, setSearch] = useSearchParams();
  const piece = lastPiece(range);
  const { data, problem, isLoading, reload } = useQuery(async () => {
    const [answer, byCampaign, byDay] = await Promise.all([
      api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "1000" })),
      Promise.all(BY_CAMPAIGN.map((name) => kpi(api, app, name, piece))),
      Promise.all(BY_DAY.map((name) => kpiByDay(api, app, name, range, today))),
    ]);
    const names = (answer.CampaignsResponse?.Item ?? []).flatMap(({ Id, Name }) =>
      Id ? [{ value: Id, label: Name || Id }] : [],
    );
    return { names, byCampaign, byDay };
  }, [app, range]);
  const names = new Map(data?.names.map(({ value, label }) => [value, label]));
  const { keys, values } = together(data?.byCampaign ?? []);
  const shown = keys.slice(0, MOST_SHOWN);
  const [reached, deliveries, emailOpens, pushOpens] = values.map((each) => each.slice(0, MOST_SHOWN));
  const days = daysOf(range);
  const [uniqueByDay, rateByDay] = (data?.byDay ?? []).map((rows, index) => valuesByDay(rows, days, today, index === 1));
  const campaigns = { categoryTitle: t("campaign"), categories: shown.map((id) => names.get(id) ?? id) };
  const hint = piece === range ? undefined : t("lastDaysOnly", { n: LONGEST_KPI_DAYS });
  const chosen = search.get("campaign") ?? keys[0];
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        {...campaigns}
        title={t("compared")}
        description={hint}
        kind="horizontal"
        empty={t("noCampaigns")}
        isLoading={isLoading}
        series={[{ title: t("reached"), values: reached ?? [] }]}
        more={[
          { title: t("deliveries"), values: deliveries ?? [] },
          { title: t("emailOpenRate"), values: emailOpens ?? [], unit: "share" },
          { title: t("pushOpenRate"), values: pushOpens ?? [], unit: "share" },
        ]}
      />
      <Figure
        {...campaigns}
        title={t("openRates")}
        description={hint}
        kind="horizontal"
        unit="share"
        empty={t("noOpens")}
        isLoading={isLoading}
        series={[
          { title: t("emailOpenRate"), values: emailOpens ?? [] },
          { title: t("pushOpenRate"), values: pushOpens ?? [] },
        ]}
      />
      <Figure
        title={t("ofCampaigns")}
        description={t("reachedHint")}
        categoryTitle={t("day")}
        categories={data ? days : []}
        isByDay
        empty={t("noCampaigns")}
        isLoading={isLoading}
        series={[{ title: t("reached"), values: uniqueByDay ?? [] }]}
      />
      <Figure
        title={t("deliveryRateByDay")}
        unit="share"
        categoryTitle={t("day")}
        categories={data ? days : []}
        isByDay
        empty={t("noCampaigns")}
        isLoading={isLoading}
        series={[{ title: t("deliveryRate"), values: rateByDay ?? [] }]}
      />
      {chosen && data ? (
        <SpaceBetween size="l">
          <FormField label={t("oneCampaign")}>
            <Select
              selectedOption={{ value: chosen, label: names.get(chosen) ?? chosen }}
              options={[...data.names]}
              filteringType="auto"
              onChange={({ detail }) =>
                setSearch((before) => {
                  before.set("campaign", detail.selectedOption.value ?? "");
                  return before;
                })
              }
            />
          </FormField>
          <CampaignEngagement key={chosen} id={chosen} name={names.get(chosen) ?? chosen} />
        </SpaceBetween>
      ) : null}
    </SpaceBetween>
  );
}
