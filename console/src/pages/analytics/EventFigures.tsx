/** Which events came, how often, with which values, and when in the week. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { answered } from "../../api/archive";
import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { download, toCsv } from "../../components/csv";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import type { Range } from "./Analytics";
import { heatColours } from "./heat";
import { reportTexts } from "./reportTexts";

interface Counted {
  readonly EventType: string;
  readonly Count: number;
  readonly Days: readonly { readonly Date: string; readonly Count: number }[];
}

interface Properties {
  readonly app: string;
  readonly range: Range;
}

const MOST_SHOWN = 20;

export function EventFigures({ app, range }: Properties) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const { data, problem, reload } = useQuery<{ EventTypes: Counted[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/event-types`, { ...range }, signal),
    [app, range],
  );
  const found = data?.EventTypes ?? [];
  const chosen = search.get("event") ?? found[0]?.EventType ?? "";
  const days = found.find(({ EventType }) => EventType === chosen)?.Days ?? [];
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        title={t("eventTypes")}
        kind="horizontal"
        categoryTitle={t("eventType")}
        categories={found.slice(0, MOST_SHOWN).map(({ EventType }) => EventType)}
        series={[{ title: t("count"), values: found.slice(0, MOST_SHOWN).map(({ Count }) => Count) }]}
      />
      {chosen ? (
        <SpaceBetween size="l">
          <FormField label={t("chooseEvent")}>
            <Select
              selectedOption={{ value: chosen }}
              options={found.map(({ EventType }) => ({ value: EventType }))}
              filteringType="auto"
              onChange={({ detail }) =>
                setSearch((before) => {
                  before.set("event", detail.selectedOption.value ?? "");
                  return before;
                })
              }
            />
          </FormField>
          <Figure
            title={t("eventsByDay", { type: chosen })}
            categoryTitle={t("day")}
            categories={days.map(({ Date }) => format.day(Date))}
            series={[{ title: t("count"), values: days.map(({ Count }) => Count) }]}
          />
          <Report key={chosen} app={app} range={range} type={chosen} />
          <Week app={app} range={range} type={chosen} />
        </SpaceBetween>
      ) : null}
    </SpaceBetween>
  );
}

interface Values {
  readonly Count: number;
  readonly Minimum?: number | null;
  readonly Maximum?: number | null;
  readonly Average?: number | null;
  readonly SessionWeightedAverage?: number | null;
}
interface Answer {
  readonly Total: {
    readonly Count: number;
    readonly Endpoints: number;
    readonly Users: number;
    readonly Sessions: number;
    readonly EventsPerSession: number | null;
    readonly Metric?: Values | null;
  };
  readonly Groups?: readonly { readonly Value: string | null; readonly IsMissing: boolean; readonly Count: number; readonly Users: number }[];
}

function Report({ app, range, type }: Properties & { type: string }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const api = useApi();
  const [metric, setMetric] = useState("");
  const [groupBy, setGroupBy] = useState("");
  const [asked, setAsked] = useState({ metric: "", groupBy: "" });
  const { data, problem, isLoading } = useQuery<Answer>(
    (signal) =>
      answered(
        api.x,
        app,
        api.x.get(
          `/apps/${label(app)}/event-report`,
          { ...range, "event-type": type, metric: asked.metric, "group-by": asked.groupBy },
          signal,
        ),
        signal,
      ),
    [app, range, type, asked],
  );
  const number = (value: number | null | undefined) => format.decimal(value ?? undefined);
  const total = data?.Total;
  const values = total?.Metric;
  const groups = data?.Groups ?? [];
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{type}</Header>}>
        <SpaceBetween size="m">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setAsked({ metric: metric.trim(), groupBy: groupBy.trim() });
            }}
          >
            <SpaceBetween size="s" direction="horizontal" alignItems="end">
              <FormField label={t("metric")}>
                <Input value={metric} onChange={({ detail }) => setMetric(detail.value)} />
              </FormField>
              <FormField label={t("groupBy")}>
                <Input value={groupBy} onChange={({ detail }) => setGroupBy(detail.value)} />
              </FormField>
              <Button>{t("show")}</Button>
            </SpaceBetween>
          </form>
          <ProblemAlert problem={problem} />
          {isLoading && !data ? <Spinner /> : null}
          {data ? (
            <KeyValuePairs
              columns={4}
              items={[
                { label: t("count"), value: number(total?.Count) },
                { label: t("endpoints"), value: number(total?.Endpoints) },
                { label: t("users"), value: number(total?.Users) },
                { label: t("sessions"), value: number(total?.Sessions) },
                { label: t("perSession"), value: number(total?.EventsPerSession) },
                ...(values
                  ? [
                      { label: t("minimum"), value: number(values.Minimum) },
                      { label: t("maximum"), value: number(values.Maximum) },
                      { label: t("average"), value: number(values.Average) },
                      { label: t("weighted"), value: number(values.SessionWeightedAverage) },
                    ]
                  : []),
              ]}
            />
          ) : null}
        </SpaceBetween>
      </Container>
      {groups.length ? (
        <Figure
          title={t("groups", { name: asked.groupBy })}
          kind="horizontal"
          categoryTitle={asked.groupBy}
          categories={groups.map(({ Value, IsMissing }) => (IsMissing ? t("noValue") : (Value ?? "")))}
          series={[
            { title: t("count"), values: groups.map(({ Count }) => Count) },
            { title: t("users"), values: groups.map(({ Users }) => Users) },
          ]}
        />
      ) : null}
    </SpaceBetween>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 24 * 3600 * 1000;

function Week({ app, range, type }: Properties & { type: string }) {
  const t = useTexts(reportTexts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery<{ Counts: Record<string, number[]>; WithoutTimezone: number }>(
    (signal) =>
      answered(api.x, app, api.x.get(`/apps/${label(app)}/heatmap`, { ...range, "event-type": type }, signal), signal),
    [app, range, type],
  );
  // The API names the days from Monday on; they are shown in the reader's language.
  const short = new Intl.DateTimeFormat(document.documentElement.lang || "en", { weekday: "short", timeZone: "UTC" });
  const rows = Object.values(data?.Counts ?? {}).map((counts, index) => ({
    name: short.format(new Date(MONDAY + index * DAY_MS)),
    counts,
  }));
  const most = Math.max(1, ...rows.flatMap(({ counts }) => counts));
  const header = [t("weekday"), ...HOURS.map(String)];
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t("weekHint", { n: format.number(data?.WithoutTimezone) })}
          actions={
            <Button
              iconName="download"
              ariaLabel={`${all("downloadCsv")}: ${t("week")}`}
              disabled={!data}
              onClick={() => download(`${type}.csv`, toCsv(header, rows.map(({ name, counts }) => [name, ...counts])))}
            />
          }
        >
          {t("week")}
        </Header>
      }
    >
      <ProblemAlert problem={problem} isOptional />
      {!data && !problem ? <Spinner /> : null}
      {data ? (
        <div className="pw-scroll" tabIndex={0} role="region" aria-label={t("week")}>
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
              {rows.map(({ name, counts }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {counts.map((count, hour) => (
                    <td key={hour} style={heatColours(count / most)}>
                      {format.number(count)}
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
