/** How many got to each step, how long they took, and the same by group. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { Figure } from "../../components/Figure";
import { useTexts } from "../../i18n/language";
import { nameOf, wireOf, type Asked } from "./archive";
import { ArchiveStatus } from "./ArchiveStatus";
import { archiveTexts } from "./archiveTexts";
import { instantsOf } from "./range";
import { useSubject } from "./subject";
import { useArchive } from "./useArchive";

interface Step {
  readonly Users: number;
  readonly Rate: number;
  readonly RateOfPrevious: number;
  readonly DropOff: number;
  readonly MedianSeconds: number;
  readonly MedianSecondsFromStart: number;
}
interface Answer {
  readonly Steps: readonly Step[];
  readonly BreakDown?: readonly { readonly Value: string; readonly IsMissing: boolean; readonly Steps: readonly Step[] }[];
}

export interface FunnelQuestion {
  readonly steps: readonly Asked[];
  readonly hours: number;
  readonly group: string;
}

const HOUR = 3600;
/** As many as can be told apart in a drawing; the table of each holds the rest. */
const MOST_GROUPS = 8;

export function FunnelAnswer(asked: FunnelQuestion) {
  const t = useTexts(archiveTexts);
  const { app, range } = useSubject();
  const archive = useArchive(
    app,
    asked.steps.length > 1 ? { ...asked, range } : undefined,
    (x, { steps, hours, group, range: days }, signal) =>
      x.post<Answer>(
        `/apps/${label(app)}/funnels`,
        {
          Steps: steps.map(wireOf),
          WindowSeconds: Math.max(1, Math.round(hours * HOUR)),
          ...instantsOf(days),
          ...(group ? { BreakDown: group } : {}),
        },
        signal,
      ),
  );
  const { question, answer } = archive.found ?? {};
  if (!question || !answer) return <ArchiveStatus archive={archive} />;
  const names = question.steps.map((step, index) => `${index + 1}. ${nameOf(step)}`);
  const of = (title: string, value: (step: Step, index: number) => number | undefined) => ({
    title,
    values: answer.Steps.map(value),
  });
  const after = (value: (step: Step) => number) => (step: Step, index: number) =>
    index && step.Users ? value(step) : undefined;
  const groups = answer.BreakDown ?? [];
  const nameOfGroup = (group: (typeof groups)[number]) => (group.IsMissing ? t("noValue") : group.Value);
  return (
    <SpaceBetween size="l">
      <ArchiveStatus archive={archive} />
      <Figure
        title={t("peopleByStep")}
        kind="horizontal"
        categoryTitle={t("step")}
        categories={names}
        empty={t("nobodyBegan")}
        series={[of(t("people"), ({ Users }) => Users)]}
        more={[
          { ...of(t("ofFirst"), ({ Rate }) => Rate), unit: "share" },
          { ...of(t("ofPrevious"), ({ RateOfPrevious }, index) => (index ? RateOfPrevious : undefined)), unit: "share" },
          of(t("lost"), after(({ DropOff }) => DropOff)),
          { ...of(t("median"), after(({ MedianSeconds }) => MedianSeconds)), unit: "duration" },
          { ...of(t("medianFromStart"), after(({ MedianSecondsFromStart }) => MedianSecondsFromStart)), unit: "duration" },
        ]}
      />
      <Figure
        title={t("conversion")}
        description={t("conversionHint")}
        unit="share"
        valueTitle={t("share")}
        categoryTitle={t("step")}
        categories={names}
        empty={t("nobodyBegan")}
        series={[
          of(t("ofFirst"), ({ Rate }) => Rate),
          of(t("ofPrevious"), ({ RateOfPrevious }, index) => (index ? RateOfPrevious : undefined)),
        ]}
      />
      {question.group ? (
        <Figure
          title={t("byGroup", { name: question.group })}
          description={groups.length > MOST_GROUPS ? t("biggest", { n: MOST_GROUPS }) : undefined}
          unit="share"
          valueTitle={t("ofFirst")}
          categoryTitle={t("step")}
          categories={names}
          empty={t("nobodyBegan")}
          series={groups.slice(0, MOST_GROUPS).map((group) => ({
            title: nameOfGroup(group),
            values: group.Steps.map(({ Rate }) => Rate),
          }))}
          more={groups.map((group) => ({
            title: t("peopleOf", { name: nameOfGroup(group) }),
            values: group.Steps.map(({ Users }) => Users),
            unit: "number",
          }))}
        />
      ) : null}
    </SpaceBetween>
  );
}
