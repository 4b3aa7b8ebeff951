/** Who uses the application, how often. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { NoEvents } from "./NoEvents";
import { useSubject } from "./subject";
import { Tiles } from "./Tiles";
import { usageTexts } from "./usageTexts";

interface Day {
  readonly Date: string;
  readonly Sessions: number;
  readonly SignIns: number;
  readonly SignUps: number;
  readonly AuthFailures: number;
  readonly ActiveEndpoints: number;
  readonly ActiveUsers: number;
  readonly WeeklyActiveUsers: number;
  readonly MonthlyActiveUsers: number;
  readonly MonthlyActiveEndpoints: number;
  readonly StickyFactor: number;
  readonly EndpointStickyFactor: number;
  readonly NewUsers: number;
  readonly NewEndpoints: number;
  readonly AverageSessionsPerActiveUser: number;
}

export function Usage() {
  const t = useTexts(usageTexts);
  const format = useFormat();
  const api = useApi();
  const { app, range, today } = useSubject();
  const { data, problem, isLoading, reload } = useQuery<{ Days: Day[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/usage`, { ...range }, signal),
    [app, range],
  );
  const days = data?.Days ?? [];
  // The day that is not over yet would look like a fall.
  const last = days.findLast(({ Date }) => Date < today) ?? days.at(-1);
  const sum = (value: (day: Day) => number) => days.reduce((all, day) => all + value(day), 0);
  const shared = {
    categoryTitle: t("day"),
    categories: days.map((day) => day.Date),
    isByDay: true,
    empty: t("noSessions"),
    isLoading,
  };
  // A share of nobody is not zero, it is unknown.
  const known = (whole: (day: Day) => number, value: (day: Day) => number) =>
    days.map((day) => (whole(day) ? value(day) : undefined));
  const line = (title: string, value: (day: Day) => number) => ({ title, values: days.map(value) });
  const wasUsed = days.some((day) => day.Sessions || day.MonthlyActiveEndpoints || day.SignIns || day.SignUps || day.AuthFailures);
  if (data && !wasUsed) return <NoEvents app={app} title={t("noSessions")} />;
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} isOptional />
      {last ? (
        <Tiles
          tiles={[
            [t("dailyOn", { day: format.day(last.Date) }), format.number(last.ActiveUsers)],
            [t("weeklyUsers"), format.number(last.WeeklyActiveUsers)],
            [t("monthlyUsers"), format.number(last.MonthlyActiveUsers)],
            [t("sticky"), last.MonthlyActiveUsers ? format.share(last.StickyFactor) : "–"],
            [t("sessions"), format.number(sum((day) => day.Sessions))],
            [t("newUsers"), format.number(sum((day) => day.NewUsers))],
          ]}
        />
      ) : null}
      <Figure
        {...shared}
        kind="line"
        title={t("activeUsers")}
        description={range.end === today ? `${t("activeHint")} ${t("todayOpen")}` : t("activeHint")}
        series={[
          line(t("dailyUsers"), (day) => day.ActiveUsers),
          line(t("weeklyUsers"), (day) => day.WeeklyActiveUsers),
          line(t("monthlyUsers"), (day) => day.MonthlyActiveUsers),
        ]}
        more={[
          line(t("activeEndpoints"), (day) => day.ActiveEndpoints),
          line(t("monthlyEndpoints"), (day) => day.MonthlyActiveEndpoints),
        ]}
      />
      <Figure
        {...shared}
        unit="share"
        title={t("sticky")}
        description={t("stickyHint")}
        series={[
          { title: t("ofUsers"), values: known((day) => day.MonthlyActiveUsers, (day) => day.StickyFactor) },
          { title: t("ofEndpoints"), values: known((day) => day.MonthlyActiveEndpoints, (day) => day.EndpointStickyFactor) },
        ]}
      />
      <Figure
        {...shared}
        title={t("sessions")}
        series={[line(t("sessions"), (day) => day.Sessions)]}
        more={[
          { title: t("perUser"), values: known((day) => day.ActiveUsers, (day) => day.AverageSessionsPerActiveUser) },
        ]}
      />
      <Figure
        {...shared}
        title={t("perUser")}
        series={[
          { title: t("perUser"), values: known((day) => day.ActiveUsers, (day) => day.AverageSessionsPerActiveUser) },
        ]}
      />
      <Figure
        {...shared}
        title={t("newUsers")}
        series={[line(t("newUsers"), (day) => day.NewUsers), line(t("newEndpoints"), (day) => day.NewEndpoints)]}
      />
      <Figure
        {...shared}
        title={t("signIns")}
        empty={t("noSignIns")}
        kind="stacked"
        series={[
          line(t("signedIn"), (day) => day.SignIns),
          line(t("signedUp"), (day) => day.SignUps),
          line(t("signFailed"), (day) => day.AuthFailures),
        ]}
      />
    </SpaceBetween>
  );
}
