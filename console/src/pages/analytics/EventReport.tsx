/** One event type in detail: filtered by an attribute, one of its metrics, by groups; from the archive. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { Figure } from "../../components/Figure";
import { useFormat, useTexts } from "../../i18n/language";
import { ArchiveStatus } from "./ArchiveStatus";
import { queryOf, type EventAnswer, type EventQuestion } from "./eventReport";
import { reportTexts } from "./reportTexts";
import { useSubject } from "./subject";
import { useArchive } from "./useArchive";

const COLUMN = { default: 12, xs: 6, m: 3 } as const;
const MOST_GROUPS = 20;

export function EventReport({ type }: { type: string }) {
  const t = useTexts(reportTexts);
  const { app, range } = useSubject();
  const [form, setForm] = useState<EventQuestion>({ attribute: "", values: "", metric: "", groupBy: "" });
  const [asked, setAsked] = useState(form);
  const archive = useArchive(app, { ...asked, range, type }, (x, question, signal) =>
    x.get<EventAnswer>(`/apps/${label(app)}/event-report`, { ...question.range, ...queryOf(question.type, question) }, signal),
  );
  const field = (name: keyof EventQuestion, text: "filterName" | "filterValues" | "metric" | "groupBy") => (
    <FormField label={t(text)}>
      <Input value={form[name]} onChange={({ detail }) => setForm({ ...form, [name]: detail.value })} />
    </FormField>
  );
  const { question, answer } = archive.found ?? {};
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t("report", { type })}</Header>}>
        <SpaceBetween size="m">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setAsked(form);
            }}
          >
            <SpaceBetween size="s">
              <Grid gridDefinition={[{ colspan: COLUMN }, { colspan: COLUMN }, { colspan: COLUMN }, { colspan: COLUMN }]}>
                {field("attribute", "filterName")}
                {field("values", "filterValues")}
                {field("metric", "metric")}
                {field("groupBy", "groupBy")}
              </Grid>
              <Button>{t("show")}</Button>
            </SpaceBetween>
          </form>
          <ArchiveStatus archive={archive} />
          {answer && question ? <Totals total={answer.Total} metric={question.metric.trim()} /> : null}
        </SpaceBetween>
      </Container>
      {answer?.Groups && question ? <Groups answer={answer} name={question.groupBy.trim()} metric={question.metric.trim()} /> : null}
    </SpaceBetween>
  );
}

function Totals({ total, metric: name }: { total: EventAnswer["Total"]; metric: string }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const number = (value: number | null | undefined) => format.decimal(value ?? undefined);
  const values = name ? total.Metric : undefined;
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: t("count"), value: number(total.Count) },
        { label: t("endpoints"), value: number(total.Endpoints) },
        { label: t("users"), value: number(total.Users) },
        { label: t("sessions"), value: number(total.Sessions) },
        { label: t("perSession"), value: total.Sessions ? number(total.EventsPerSession) : "–" },
        ...(values
          ? [
              { label: t("measured", { name }), value: number(values.Count) },
              { label: t("minimum", { name }), value: number(values.Minimum) },
              { label: t("maximum", { name }), value: number(values.Maximum) },
              { label: t("average", { name }), value: number(values.Average) },
              { label: t("weighted", { name }), value: number(values.SessionWeightedAverage) },
            ]
          : []),
      ]}
    />
  );
}

function Groups({ answer, name, metric }: { answer: EventAnswer; name: string; metric: string }) {
  const t = useTexts(reportTexts);
  const groups = answer.Groups ?? [];
  const shown = groups.slice(0, MOST_GROUPS);
  return (
    <Figure
      title={t("groups", { name })}
      description={groups.length > MOST_GROUPS ? t("mostOften", { n: MOST_GROUPS, all: groups.length }) : undefined}
      kind="horizontal"
      categoryTitle={name}
      categories={shown.map(({ Value, IsMissing }) => (IsMissing ? t("noValue") : (Value ?? "")))}
      empty={t("nothingFits")}
      series={[
        { title: t("count"), values: shown.map(({ Count }) => Count) },
        { title: t("users"), values: shown.map(({ Users }) => Users) },
      ]}
      more={
        metric
          ? [{ title: t("average", { name: metric }), values: shown.map(({ Metric }) => Metric?.Average ?? undefined) }]
          : []
      }
    />
  );
}
