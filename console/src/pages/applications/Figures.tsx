/** The main figures of the last days. */
import { GetApplicationDateRangeKpiCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Day {
  readonly Date: string;
  readonly ActiveUsers: number;
  readonly MonthlyActiveUsers: number;
}

export function Figures({ app }: { app: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery(async () => {
    const kpi = async (KpiName: string) => {
      const answer = await api.send(new GetApplicationDateRangeKpiCommand({ ApplicationId: app, KpiName }));
      return answer.ApplicationDateRangeKpiResponse?.KpiResult?.Rows ?? [];
    };
    const single = async (name: string) => {
      const value = (await kpi(name))[0]?.Values?.[0]?.Value;
      return value === undefined ? undefined : Number(value);
    };
    const [delivered, rate, opened, byDay] = await Promise.all([
      single("unique-deliveries"),
      single("successful-delivery-rate"),
      single("email-open-rate"),
      kpi("unique-deliveries-grouped-by-date"),
    ]);
    const perDay = new Map(byDay.map((row) => [row.GroupedBys?.[0]?.Value, Number(row.Values?.[0]?.Value ?? 0)]));
    return { delivered, rate, opened, perDay };
  }, [app]);
  const usage = useQuery<{ Days: readonly Day[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/usage`, {}, signal),
    [app],
  );
  const days = usage.data?.Days ?? [];
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      <Container header={<Header variant="h2">{t("figures")}</Header>}>
        <ColumnLayout columns={4} variant="text-grid" minColumnWidth={150}>
          <BigNumber label={t("delivered")} value={format.number(data?.delivered)} />
          <BigNumber label={t("deliveryRate")} value={format.share(data?.rate)} />
          <BigNumber label={t("openRate")} value={format.share(data?.opened)} />
          <BigNumber label={t("active")} value={format.number(days.at(-1)?.MonthlyActiveUsers)} />
        </ColumnLayout>
      </Container>
      {data && days.length ? (
        <Figure
          kind="line"
          title={t("daily")}
          categoryTitle={t("day")}
          categories={days.map((day) => format.day(day.Date))}
          series={[
            { title: t("delivered"), values: days.map((day) => data.perDay.get(day.Date) ?? 0) },
            { title: t("active"), values: days.map((day) => day.ActiveUsers) },
          ]}
        />
      ) : null}
    </SpaceBetween>
  );
}

function BigNumber({ label: name, value }: { label: string; value: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">{name}</Box>
      <Box variant="awsui-value-large">{value}</Box>
    </div>
  );
}
