/** Who went through steps, in order. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { answered } from "../../api/archive";
import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { TokenInput } from "../../components/TokenInput";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "../events/eventTypes";
import type { Range } from "./Analytics";
import { texts } from "./texts";

interface Answer {
  readonly Steps: readonly {
    readonly EventType?: string;
    readonly Users: number;
    readonly Rate: number;
    readonly MedianSeconds: number | null;
  }[];
}

const HOUR = 3600;

export function Funnel({ app, range }: { app: string; range: Range }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const asked = search.getAll("step");
  const askedHours = search.get("hours") ?? "168";
  const [steps, setSteps] = useState<readonly string[]>(asked);
  const [hours, setHours] = useState(askedHours);
  const { data, problem, isLoading } = useQuery<Answer>(
    (signal) =>
      answered(
        api.x,
        app,
        api.x.post(
          `/apps/${label(app)}/funnels`,
          {
            Steps: asked.map((EventType) => ({ EventType })),
            WindowSeconds: Math.max(1, Math.round(Number(askedHours) * HOUR)),
            Start: `${range.start}T00:00:00Z`,
            End: `${range.end}T23:59:59Z`,
          },
          signal,
        ),
        signal,
      ),
    [app, asked, askedHours, range],
    { enabled: asked.length > 1 },
  );
  const show = () =>
    setSearch((before) => {
      before.delete("step");
      for (const step of steps) before.append("step", step);
      before.set("hours", hours);
      return before;
    });
  const found = data?.Steps ?? [];
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t("funnel")}</Header>}>
        <SpaceBetween size="m">
          <FormField label={t("steps")} description={steps.length < 2 ? t("needSteps") : undefined}>
            <TokenInput label={t("steps")} values={steps} suggestions={EVENT_TYPES} onChange={setSteps} />
          </FormField>
          <FormField label={t("window")}>
            <Input type="number" value={hours} onChange={({ detail }) => setHours(detail.value)} />
          </FormField>
          <Button variant="primary" disabled={steps.length < 2} onClick={show}>
            {t("compute")}
          </Button>
        </SpaceBetween>
      </Container>
      <ProblemAlert problem={problem} isOptional />
      {isLoading && asked.length > 1 && !data ? <Spinner /> : null}
      {found.length ? (
        <SpaceBetween size="l">
          <Figure
            title={t("people")}
            kind="horizontal"
            categoryTitle={t("step")}
            categories={asked.map((name, index) => `${index + 1}. ${name}`)}
            series={[{ title: t("people"), values: found.map(({ Users }) => Users) }]}
          />
          <Figure
            title={t("rate")}
            unit="share"
            categoryTitle={t("step")}
            description={found
              .slice(1)
              .map(({ MedianSeconds }, index) => `${asked[index + 1]}: ${format.decimal(MedianSeconds ?? undefined, 0)} s`)
              .join(" · ")}
            categories={asked.map((name, index) => `${index + 1}. ${name}`)}
            series={[{ title: t("rate"), values: found.map(({ Rate }) => Rate) }]}
          />
        </SpaceBetween>
      ) : null}
    </SpaceBetween>
  );
}
