/** How many people an experiment needs, for how long; or what it can show with those there are. */
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { experimentTexts } from "./experimentTexts";
import { PlanForm } from "./PlanForm";
import { FIRST_PLAN, liftsAround, requestOf, type Plan, type Planned } from "./planning";
import { useSubject } from "./subject";
import { Tiles } from "./Tiles";

export function Planner() {
  const [asked, setAsked] = useState<Plan>();
  const api = useApi();
  const { app } = useSubject();
  const plan = (body: Readonly<Record<string, number>>, signal: AbortSignal) =>
    api.x.post<Planned>(`/apps/${label(app)}/experiments/plan`, body, signal);
  const { data, problem, reload } = useQuery<Planned | undefined>(
    async (signal) => asked && plan(requestOf(asked), signal),
    [app, asked],
    { enabled: asked !== undefined },
  );
  const lifts = data ? liftsAround(data.Lift) : [];
  const around = useQuery<readonly (number | undefined)[]>(
    async (signal) =>
      asked
        ? Promise.all(
            lifts.map(async (lift) => {
              const { Recipients: _recipients, ...rest } = requestOf(asked);
              // A lift beyond what a rate can reach has no plan; the others have.
              return plan({ ...rest, MinimumLift: lift }, signal).then(({ Total }) => Total, () => undefined);
            }),
          )
        : [],
    [app, asked, lifts],
    { enabled: data !== undefined },
  );
  return (
    <SpaceBetween size="l">
      <PlanForm first={FIRST_PLAN} problem={problem} onSubmit={setAsked} />
      {problem?.kind === "refused" ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data ? <Answer planned={data} lifts={lifts} totals={around.data} /> : null}
    </SpaceBetween>
  );
}

interface AnswerProperties {
  readonly planned: Planned;
  readonly lifts: readonly number[];
  readonly totals: readonly (number | undefined)[] | undefined;
}

function Answer({ planned, lifts, totals }: AnswerProperties) {
  const t = useTexts(experimentTexts);
  const format = useFormat();
  const { Total, SizePerTreatment, SizeOfControl, Days, Lift } = planned;
  return (
    <SpaceBetween size="l">
      <Tiles
        tiles={[
          [t("needed"), format.number(Total)],
          [t("inControl"), format.number(SizeOfControl)],
          [t("perTreatment"), format.number(SizePerTreatment)],
          [t("finds"), format.share(Lift)],
          ...(Days === undefined ? [] : [[t("days"), format.number(Days)] as const]),
        ]}
      />
      {Days !== undefined && Days > LONG_DAYS ? <Alert type="info">{t("longHint")}</Alert> : null}
      <Figure
        title={t("whatIf")}
        description={t("whatIfHint")}
        kind="line"
        categoryTitle={t("smallestLift")}
        categories={totals ? lifts.map((lift) => format.share(lift)) : []}
        isLoading={totals === undefined}
        series={[{ title: t("needed"), values: totals ?? [] }]}
      />
    </SpaceBetween>
  );
}

/** Longer than people's habits stay the same. */
const LONG_DAYS = 60;
