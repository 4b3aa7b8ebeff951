/** Text messages that were sent directly: where to, for how much, and why they failed. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { kpi, lastPiece, LONGEST_KPI_DAYS, together, type NamedKpis } from "./kpis";
import { messageTexts } from "./messageTexts";
import { useSubject } from "./subject";

type Named = NamedKpis<typeof messageTexts>;

const COUNTS: Named = [
  ["txn-sms-sent-grouped-by-country", "sent"],
  ["txn-sms-delivered-grouped-by-country", "delivered"],
  ["txn-sms-sent-by-parts-grouped-by-country", "sentParts"],
  ["txn-sms-delivered-by-parts-grouped-by-country", "deliveredParts"],
];
const PRICES: Named = [
  ["txn-sms-total-price-grouped-by-country", "totalPrice"],
  ["txn-sms-average-price-grouped-by-country", "averagePrice"],
];
/** Prices are told in thousandths of a US cent. */
const MILLICENTS = 100_000;
/** Of the counts, those that the chart draws; the table has all. */
const DRAWN = 2;

export function TextsByCountry() {
  const t = useTexts(messageTexts);
  const format = useFormat();
  const api = useApi();
  const { app, range } = useSubject();
  const piece = lastPiece(range);
  const { data, problem, reload } = useQuery(async () => {
    const ask = (kpis: Named) => Promise.all(kpis.map(([name]) => kpi(api, app, name, piece)));
    const [counts, prices, errors] = await Promise.all([
      ask(COUNTS),
      ask(PRICES),
      kpi(api, app, "txn-sms-error-distribution", piece),
    ]);
    return { ...together([...counts, ...prices]), errors };
  }, [app, piece]);
  if (!data) return <ProblemAlert problem={problem} onRetry={reload} />;
  const { keys, values, errors } = data;
  if (keys.length === 0) return null;
  const counts = COUNTS.map(([, word], index) => ({ title: t(word), values: values[index] ?? [] }));
  const prices = PRICES.map(([, word], index) => ({
    title: t(word),
    unit: "money" as const,
    values: (values[COUNTS.length + index] ?? []).map((price) => (price === undefined ? undefined : price / MILLICENTS)),
  }));
  const hint = piece === range ? undefined : t("lastDaysOnly", { n: LONGEST_KPI_DAYS });
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        title={t("byCountry")}
        description={hint}
        kind="horizontal"
        categoryTitle={t("country")}
        categories={keys.map(format.country)}
        valueTitle={t("messages")}
        series={counts.slice(0, DRAWN)}
        more={[...counts.slice(DRAWN), ...prices]}
      />
      <Figure
        title={t("errors")}
        description={hint}
        kind="horizontal"
        categoryTitle={t("errorCode")}
        categories={errors.map(({ key }) => key)}
        empty={t("noErrors")}
        series={[{ title: t("messages"), values: errors.map(({ value }) => value) }]}
      />
    </SpaceBetween>
  );
}
