/** What people buy. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { reportTexts } from "./reportTexts";
import { useSubject } from "./subject";
import { Tiles } from "./Tiles";

interface Sales {
  readonly PayingUsers: number;
  readonly Currencies: readonly {
    readonly Currency: string;
    readonly Revenue: number;
    readonly Purchases: number;
    readonly Units: number;
    readonly RevenuePerPayingUser: number;
  }[];
}

export function Revenue() {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const api = useApi();
  const { app, range } = useSubject();
  const { data, problem, isLoading, reload } = useQuery<{ Total: Sales; Days: (Sales & { Date: string })[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/revenue`, { ...range }, signal),
    [app, range],
  );
  const days = data?.Days ?? [];
  const total = data?.Total;
  const totals = total?.Currencies ?? [];
  const shared = {
    categoryTitle: t("day"),
    categories: days.map(({ Date }) => Date),
    isByDay: true,
    empty: t("noRevenue"),
    isLoading,
  };
  const sum = (sales: Sales, member: "Purchases" | "Units") =>
    sales.Currencies.reduce((all, one) => all + one[member], 0);
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} isOptional />
      {total && totals.length ? (
        <Tiles
          tiles={[
            ...totals.map(({ Currency, Revenue }) => [t("revenueIn", { currency: Currency }), format.money(Revenue, Currency)] as const),
            ...totals.map(
              ({ Currency, RevenuePerPayingUser }) => [t("perPayer"), format.money(RevenuePerPayingUser, Currency)] as const,
            ),
            [t("payers"), format.number(total.PayingUsers)],
            [t("purchases"), format.number(sum(total, "Purchases"))],
          ]}
        />
      ) : null}
      {totals.map(({ Currency }) => (
        <Figure
          key={Currency}
          {...shared}
          title={t("revenueIn", { currency: Currency })}
          unit="money"
          currency={Currency}
          series={[
            {
              title: Currency,
              values: days.map((day) => day.Currencies.find((one) => one.Currency === Currency)?.Revenue ?? 0),
            },
          ]}
        />
      ))}
      <Figure
        {...shared}
        title={t("purchases")}
        series={[
          { title: t("purchases"), values: days.map((day) => sum(day, "Purchases")) },
          { title: t("units"), values: days.map((day) => sum(day, "Units")) },
          { title: t("payers"), values: days.map(({ PayingUsers }) => PayingUsers) },
        ]}
      />
    </SpaceBetween>
  );
}
