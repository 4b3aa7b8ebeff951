/** Everything once more, step by step, each with a way back. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs, { type KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";

import type { ReactNode } from "react";

import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import { pieceOf } from "./content";
import { limitsFor, shareOf, type CampaignDraft } from "./draft";
import type { ReviewProperties } from "./ReviewStep";
import { hasEnd, scheduleOf, type ScheduleForm } from "./schedule";
import { texts } from "./texts";
import { useScheduleWords } from "./useScheduleWords";

export function Summary({ app, draft, onStep }: ReviewProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const names = useSegmentNames(app);
  const nameOf = (index: number) => draft.treatments[index]!.name || `${t("treatment")} ${index + 1}`;
  const isTest = draft.treatments.length > 1;
  const part = (step: number, title: string, items: readonly KeyValuePairsProps.Item[]) => (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button variant="inline-link" ariaLabel={`${all("edit")}: ${title}`} onClick={() => onStep(step)}>
              {all("edit")}
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      <KeyValuePairs columns={3} items={[...items]} />
    </Container>
  );
  return (
    <SpaceBetween size="l">
      {part(0, t("stepType"), [
        { label: all("name"), value: draft.name || "–" },
        { label: t("kind"), value: t(draft.kind) },
        ...(isTest
          ? [
              {
                label: t("treatments"),
                value: draft.treatments
                  .map((_, index) => `${nameOf(index)}: ${format.share(shareOf(draft, index) / 100)}`)
                  .join(" · "),
              },
            ]
          : []),
        { label: t("holdout"), value: format.share((Number(draft.holdout) || 0) / 100) },
      ])}
      {part(1, t("stepAudience"), [
        { label: t("segment"), value: names.get(draft.segmentId) ?? (draft.segmentId || "–") },
        ...(draft.hook.target === "none" ? [] : [{ label: t("hook"), value: draft.hook.value }]),
      ])}
      {part(
        2,
        t("stepContent"),
        draft.treatments.flatMap((words, index) =>
          draft.channels.map((channel) => {
            const { source, template, version } = pieceOf(words, channel);
            const label = isTest ? `${nameOf(index)} · ${t(channel)}` : t(channel);
            const named = version ? `${template} (${t("versionNumber", { n: version })})` : template;
            return { label, value: source === "template" ? `${t("template")}: ${named || "–"}` : t(`source_${source}`) };
          }),
        ),
      )}
      <Schedules draft={draft} part={part} nameOf={nameOf} />
    </SpaceBetween>
  );
}

interface SchedulesProperties {
  readonly draft: CampaignDraft;
  readonly nameOf: (index: number) => string;
  readonly part: (step: number, title: string, items: readonly KeyValuePairsProps.Item[]) => ReactNode;
}

function Schedules({ draft, nameOf, part }: SchedulesProperties) {
  const t = useTexts(texts);
  const wordsOf = useScheduleWords();
  const items = (schedule: ScheduleForm) =>
    isReadable(schedule, draft) ? wordsOf(scheduleOf(schedule, draft.kind)) : [{ label: t("start"), value: "–" }];
  const limits = limitsFor(draft.kind).flatMap((name) =>
    draft.limits[name] ? [{ label: t(name), value: draft.limits[name] }] : [],
  );
  const own = draft.treatments.flatMap(({ schedule }, index) =>
    schedule ? items(schedule).map((item) => ({ ...item, label: `${nameOf(index)} · ${item.label}` })) : [],
  );
  return part(3, t("stepSchedule"), [...items(draft.schedule), ...own, ...limits]);
}

/** A date that is only half written has no words yet. */
function isReadable(schedule: ScheduleForm, draft: CampaignDraft): boolean {
  const { StartTime, EndTime } = scheduleOf(schedule, draft.kind);
  return StartTime !== undefined && (!schedule.endDate || !hasEnd(schedule, draft.kind) || EndTime !== undefined);
}
