/** Who uses the application, how often. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import type { Range } from "./Analytics";
import { texts } from "./texts";

interface Day {
  readonly Date: string;
  readonly Sessions: number;
  readonly ActiveEndpoints: number;
  readonly ActiveUsers: number;
  readonly MonthlyActiveUsers: number;
  readonly StickyFactor: number | null;
  readonly NewUsers: number;
  readonly AverageSessionsPerActiveUser: number | null;
}

export function Usage({ app, range }: { app: string; range: Range }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery<{ Days: Day[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/usage`, { ...range }, signal),
    [app, range],
  );
  const days = data?.Days ?? [];
  const shared = { categoryTitle: t("day"), categories: days.map((day) => format.day(day.Date)) };
  const of = (member: keyof Day) => days.map((day) => (day[member] as number | null) ?? undefined);
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} isOptional />
      <Figure
        {...shared}
        kind="line"
        title={t("activeUsers")}
        series={[
          { title: t("dailyUsers"), values: of("ActiveUsers") },
          { title: t("monthlyUsers"), values: of("MonthlyActiveUsers") },
        ]}
      />
      <Figure
        {...shared}
        title={t("sessions")}
        series={[{ title: t("sessions"), values: of("Sessions") }]}
      />
      <Figure {...shared} title={t("newUsers")} series={[{ title: t("newUsers"), values: of("NewUsers") }]} />
      <Figure
        {...shared}
        kind="line"
        title={t("activeEndpoints")}
        series={[{ title: t("activeEndpoints"), values: of("ActiveEndpoints") }]}
      />
      <Figure
        {...shared}
        kind="line"
        title={t("perUser")}
        series={[{ title: t("perUser"), values: of("AverageSessionsPerActiveUser") }]}
      />
      <Figure
        {...shared}
        kind="line"
        unit="share"
        title={t("sticky")}
        description={t("stickyHint")}
        series={[{ title: t("sticky"), values: of("StickyFactor") }]}
      />
    </SpaceBetween>
  );
}
