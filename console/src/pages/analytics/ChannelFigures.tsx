/** What became of messages, channel by channel. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { ChannelReports } from "./ChannelReports";
import { kpi, kpiByDay, lastPiece, LONGEST_KPI_DAYS, together, valuesByDay } from "./kpis";
import { messageTexts } from "./messageTexts";
import { daysOf } from "./range";
import { useSubject } from "./subject";

type Named = readonly (readonly [string, keyof typeof messageTexts])[];

const EMAILS: Named = [
  ["txn-emails-sent", "sent"],
  ["txn-emails-delivered", "delivered"],
  ["txn-emails-opened", "opened"],
  ["txn-emails-unique-opens", "uniqueOpens"],
  ["txn-emails-clicked", "clicked"],
  ["txn-emails-unique-clicks", "uniqueClicks"],
  ["txn-emails-hard-bounced", "hardBounced"],
  ["txn-emails-soft-bounced", "softBounced"],
  ["txn-emails-with-complaints", "complaints"],
];
const EMAIL_RATES: Named = [
  ["txn-emails-delivery-rate", "deliveryRate"],
  ["txn-emails-complaint-rate", "complaintRate"],
];
const TEXTS: Named = [
  ["txn-sms-sent", "sent"],
  ["txn-sms-delivered", "delivered"],
];
const TEXT_RATES: Named = [["txn-sms-delivery-rate", "deliveryRate"]];
/** In thousandths of a US cent. */
const PRICES: Named = [
  ["txn-sms-total-price-grouped-by-country", "totalPrice"],
  ["txn-sms-average-price-grouped-by-country", "averagePrice"],
];
const COUNTRIES: Named = [
  ["txn-sms-sent-grouped-by-country", "sent"],
  ["txn-sms-delivered-grouped-by-country", "delivered"],
  ["txn-sms-sent-by-parts-grouped-by-country", "sentParts"],
  ["txn-sms-delivered-by-parts-grouped-by-country", "deliveredParts"],
  ...PRICES,
];
const MILLICENTS = 100_000;
const COUNTS_SHOWN = 2;

export function ChannelFigures() {
  const t = useTexts(messageTexts);
  return (
    <SpaceBetween size="l">
      <ChannelReports />
      <ByDay title={t("emails")} kpis={EMAILS} kind="bar" />
      <ByDay title={t("emailRates")} kpis={EMAIL_RATES} isShare />
      <ByDay title={t("sms")} kpis={TEXTS} kind="bar" />
      <ByDay title={t("smsRate")} kpis={TEXT_RATES} isShare />
      <ByCountry />
    </SpaceBetween>
  );
}

interface ByDayProperties {
  readonly title: string;
  readonly kpis: Named;
  readonly isShare?: boolean;
  readonly kind?: "line" | "bar";
}

function ByDay({ title, kpis, isShare = false, kind = "line" }: ByDayProperties) {
  const t = useTexts(messageTexts);
  const api = useApi();
  const { app, range, today } = useSubject();
  const { data, problem, isLoading, reload } = useQuery(
    () => Promise.all(kpis.map(([name]) => kpiByDay(api, app, name, range, today))),
    [app, range, kpis],
  );
  const days = daysOf(range);
  return (
    <>
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        title={title}
        kind={kind}
        unit={isShare ? "share" : "number"}
        categoryTitle={t("day")}
        categories={data ? days : []}
        isByDay
        valueTitle={isShare ? "" : t("messages")}
        empty={t("nothingSent")}
        isLoading={isLoading}
        series={kpis.map(([, word], index) => ({
          title: t(word),
          values: data ? valuesByDay(data[index] ?? [], days, today, isShare) : [],
        }))}
      />
    </>
  );
}

function ByCountry() {
  const t = useTexts(messageTexts);
  const format = useFormat();
  const api = useApi();
  const { app, range } = useSubject();
  const piece = lastPiece(range);
  const { data, problem, isLoading, reload } = useQuery(
    () =>
      Promise.all([
        Promise.all(COUNTRIES.map(([name]) => kpi(api, app, name, piece))),
        kpi(api, app, "txn-sms-error-distribution", piece),
      ]),
    [app, piece],
  );
  const [byCountry = [], errors = []] = data ?? [];
  const { keys, values } = together(byCountry);
  const isPrice = (word: string) => PRICES.some(([, price]) => price === word);
  const series = COUNTRIES.map(([, word], index) => ({
    title: t(word),
    unit: isPrice(word) ? ("money" as const) : ("number" as const),
    values: (values[index] ?? []).map((value) => (isPrice(word) && value !== undefined ? value / MILLICENTS : value)),
  }));
  const hint = piece === range ? undefined : t("lastDaysOnly", { n: LONGEST_KPI_DAYS });
  return (
    <>
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        title={t("byCountry")}
        description={hint}
        kind="horizontal"
        categoryTitle={t("country")}
        categories={keys.map(format.country)}
        valueTitle={t("messages")}
        empty={t("nothingSent")}
        isLoading={isLoading}
        series={series.slice(0, COUNTS_SHOWN)}
        more={series.slice(COUNTS_SHOWN)}
      />
      <Figure
        title={t("errors")}
        description={hint}
        kind="horizontal"
        categoryTitle={t("errorCode")}
        categories={errors.map(({ key }) => key)}
        empty={t("noErrors")}
        isLoading={isLoading}
        series={[{ title: t("messages"), values: errors.map(({ value }) => value) }]}
      />
    </>
  );
}
