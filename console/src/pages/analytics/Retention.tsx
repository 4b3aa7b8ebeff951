/** Who comes back: a heat map of weekly cohorts, and the days after first use. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";

import { answered } from "../../api/archive";
import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { download, toCsv } from "../../components/csv";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { heatColours } from "./heat";
import { texts } from "./texts";

interface Cohort {
  readonly Date: string;
  readonly Users: number;
  readonly Returned: readonly { readonly Period: number; readonly Users: number; readonly Rate: number }[];
}

export function Retention({ app }: { app: string }) {
  return (
    <SpaceBetween size="l">
      <HeatMap app={app} />
      <AfterFirstUse app={app} />
    </SpaceBetween>
  );
}

const EVENT = "_session.start";

function HeatMap({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem, isLoading } = useQuery<{ Cohorts: Cohort[] }>(
    (signal) =>
      answered(
        api.x,
        app,
        api.x.post(`/apps/${label(app)}/cohorts`, { Event: { EventType: EVENT }, Period: "WEEK" }, signal),
        signal,
      ),
    [app],
  );
  const cohorts = data?.Cohorts ?? [];
  const periods = [...new Set(cohorts.flatMap(({ Returned }) => Returned.map(({ Period }) => Period)))].sort(
    (one, other) => one - other,
  );
  const rate = (cohort: Cohort, period: number) => cohort.Returned.find(({ Period }) => Period === period)?.Rate;
  const header = [t("cohort"), t("people"), ...periods.map((n) => t("period", { n }))];
  const csv = () =>
    toCsv(
      header,
      cohorts.map((cohort) => [cohort.Date, cohort.Users, ...periods.map((period) => rate(cohort, period))]),
    );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t("heatHint")}
          actions={
            <Button
              iconName="download"
              ariaLabel={`${all("downloadCsv")}: ${t("heat")}`}
              disabled={cohorts.length === 0}
              onClick={() => download(`${t("heat")}.csv`, csv())}
            />
          }
        >
          {t("heat")}
        </Header>
      }
    >
      <ProblemAlert problem={problem} isOptional />
      {isLoading && !data ? <Spinner /> : null}
      {data && cohorts.length === 0 ? <Box color="text-body-secondary">{all("noData")}</Box> : null}
      {cohorts.length ? (
        <div className="pw-scroll" tabIndex={0} role="region" aria-label={t("heat")}>
          <table className="pw-heat">
            <thead>
              <tr>
                {header.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {cohorts.map((cohort) => (
                <tr key={cohort.Date}>
                  <th scope="row">{format.day(cohort.Date)}</th>
                  <td>{format.number(cohort.Users)}</td>
                  {periods.map((period) => (
                    <td key={period} style={heatColours(rate(cohort, period))}>
                      {format.share(rate(cohort, period))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </Container>
  );
}

interface Returned {
  readonly Cohort: number;
  readonly Returned: Readonly<Record<string, number | null>>;
  readonly ReturnedOn: Readonly<Record<string, number | null>>;
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

function AfterFirstUse({ app }: { app: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const [date, setDate] = useState(() => new Date(Date.now() - WEEK_MS).toISOString().slice(0, 10));
  const { data, problem } = useQuery<Returned>(
    (signal) => api.x.get(`/apps/${label(app)}/retention`, { date }, signal),
    [app, date],
    { enabled: date !== "" },
  );
  const periods = Object.keys(data?.Returned ?? {}).sort((one, other) => Number(one) - Number(other));
  const share = (counts: Readonly<Record<string, number | null>>) =>
    periods.map((period) => {
      const count = counts[period];
      return data?.Cohort && count !== null && count !== undefined ? count / data.Cohort : undefined;
    });
  return (
    <SpaceBetween size="s">
      <ProblemAlert problem={problem} isOptional />
      <Figure
        title={t("nday")}
        description={`${t("people")}: ${format.number(data?.Cohort)}`}
        unit="share"
        categoryTitle={t("day")}
        categories={periods}
        series={[
          { title: t("within", { n: "N" }), values: data ? share(data.Returned) : [] },
          { title: t("onDay", { n: "N" }), values: data ? share(data.ReturnedOn) : [] },
        ]}
      >
        <FormField label={t("cohortDay")}>
          <DatePicker value={date} placeholder="YYYY/MM/DD" onChange={({ detail }) => setDate(detail.value)} />
        </FormField>
      </Figure>
    </SpaceBetween>
  );
}
