/** A retention table as a heat map: who of a day's or week's people was back, and when. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { HeatMap } from "../../components/HeatMap";
import { useFormat, useTexts } from "../../i18n/language";
import { cohortRates, nameOf, periodsIn, trimmed, wireOf, type Asked, type Cohort, type Period } from "./archive";
import { ArchiveStatus } from "./ArchiveStatus";
import { archiveTexts } from "./archiveTexts";
import { instantsOf, type Range } from "./range";
import { useSubject } from "./subject";
import { useArchive } from "./useArchive";

export interface CohortQuestion {
  readonly event: Asked;
  readonly back: Asked;
  readonly period: Period;
}

export function CohortMap({ question: asked, range }: { question: CohortQuestion | undefined; range: Range }) {
  const t = useTexts(archiveTexts);
  const format = useFormat();
  const { app } = useSubject();
  const archive = useArchive(app, asked && { ...asked, range }, (x, each, signal) =>
    x.post<{ Cohorts: readonly Cohort[] }>(
      `/apps/${label(app)}/cohorts`,
      {
        Event: wireOf(each.event),
        ReturnEvent: wireOf(each.back),
        Period: each.period,
        Periods: periodsIn(each.range, each.period),
        ...instantsOf(each.range),
      },
      signal,
    ),
  );
  const { question, answer } = archive.found ?? {};
  if (!question || !answer) return <ArchiveStatus archive={archive} />;
  const periods = periodsIn(question.range, question.period);
  const rates = trimmed(
    answer.Cohorts.map((cohort) => cohortRates(cohort, question.period, periods, question.range)),
  );
  const isWeek = question.period === "WEEK";
  return (
    <SpaceBetween size="s">
      <ArchiveStatus archive={archive} />
      <HeatMap
        title={t("cohortMap")}
        description={t(isWeek ? "weeklyHint" : "dailyHint", {
          event: nameOf(question.event),
          back: nameOf(question.back),
        })}
        unit="share"
        strongest={1}
        rowTitle={t(isWeek ? "weekOf" : "day")}
        leadTitle={t("people")}
        columns={(rates[0] ?? []).map((_, n) => `+${n}`)}
        rows={answer.Cohorts.map((cohort, index) => ({
          name: format.day(cohort.Date),
          lead: cohort.Users,
          values: rates[index] ?? [],
        }))}
        empty={t("noCohorts", { event: nameOf(question.event) })}
      />
    </SpaceBetween>
  );
}
