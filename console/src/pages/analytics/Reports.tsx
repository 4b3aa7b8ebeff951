/** Who people are, and what they buy. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import type { Range } from "./Analytics";
import { reportTexts } from "./reportTexts";

const DIMENSIONS = ["Platform", "PlatformVersion", "AppVersion", "Make", "Model", "Country", "Channel", "Locale", "City"];
const MOST_SHOWN = 30;

interface Share {
  readonly Endpoints: number;
  readonly Users: number | null;
}
interface Breakdown {
  readonly Dimension: string;
  readonly Exact: boolean;
  readonly SampledShare: number;
  readonly Total: Share;
  readonly Values: readonly (Share & { readonly Value: string })[];
  readonly Missing: number;
}

export function Demographics({ app }: { app: string }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const dimension = search.get("dimension") || DIMENSIONS[0]!;
  const [typed, setTyped] = useState(dimension);
  const { data, problem, reload } = useQuery<Breakdown>(
    (signal) => api.x.get(`/apps/${label(app)}/demographics`, { dimension }, signal),
    [app, dimension],
  );
  const choose = (name: string) => {
    if (!name.trim()) return;
    setSearch((before) => {
      before.set("dimension", name.trim());
      return before;
    });
  };
  const values = (data?.Values ?? []).slice(0, MOST_SHOWN);
  const told = data
    ? [
        data.Exact ? "" : t("sampled", { share: format.share(data.SampledShare) }),
        t("missing", { n: format.number(data.Missing), total: format.number(data.Total.Endpoints) }),
      ]
    : [];
  const users = { title: t("users"), values: values.map(({ Users }) => Users ?? undefined) };
  return (
    <SpaceBetween size="l">
      <FormField
        label={t("dimension")}
        description={t("dimensionHint")}
        errorText={problem?.kind === "refused" ? problem.message : undefined}
      >
        <Autosuggest
          value={typed}
          options={DIMENSIONS.map((value) => ({ value }))}
          enteredTextLabel={(value) => value}
          onChange={({ detail }) => setTyped(detail.value)}
          onSelect={({ detail }) => choose(detail.value)}
          onBlur={() => choose(typed)}
        />
      </FormField>
      {problem?.kind === "refused" ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      <Figure
        title={dimension}
        description={told.filter(Boolean).join(" ")}
        kind="horizontal"
        categoryTitle={dimension}
        categories={values.map(({ Value }) => Value)}
        series={[
          { title: t("endpoints"), values: values.map(({ Endpoints }) => Endpoints) },
          ...(data?.Exact ? [users] : []),
        ]}
      />
    </SpaceBetween>
  );
}

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

export function Revenue({ app, range }: { app: string; range: Range }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery<{ Total: Sales; Days: (Sales & { Date: string })[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/revenue`, { ...range }, signal),
    [app, range],
  );
  const days = data?.Days ?? [];
  const totals = data?.Total.Currencies ?? [];
  const shared = { kind: "line", categoryTitle: t("day"), categories: days.map(({ Date }) => format.day(Date)) } as const;
  const sum = (day: Sales, member: "Purchases" | "Units") =>
    day.Currencies.reduce((all, one) => all + one[member], 0);
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      {totals.map(({ Currency }) => (
        <Figure
          key={Currency}
          {...shared}
          title={t("revenueIn", { currency: Currency })}
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
      <Figure
        title={t("perPayer")}
        description={`${t("payers")}, ${t("total")}: ${format.number(data?.Total.PayingUsers)}`}
        categoryTitle={t("currency")}
        categories={totals.map(({ Currency }) => Currency)}
        series={[{ title: t("perPayer"), values: totals.map(({ RevenuePerPayingUser }) => RevenuePerPayingUser) }]}
      />
    </SpaceBetween>
  );
}
