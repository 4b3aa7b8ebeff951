/** Step 4: when, how often, in whose time; and how much at most. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";

import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { EventConditions } from "./EventConditions";
import { Limits } from "./Limits";
import { QuietTime } from "./QuietTime";
import type { ScheduleForm } from "./schedule";
import { texts } from "./texts";
import { Timing } from "./Timing";

export function ScheduleStep(properties: StepProperties) {
  const { draft, change } = properties;
  const t = useTexts(texts);
  const setOwn = (index: number, schedule: ScheduleForm | undefined) =>
    change({
      treatments: draft.treatments.map(({ schedule: own, ...rest }, at) => {
        const next = at === index ? schedule : own;
        return next ? { ...rest, schedule: next } : rest;
      }),
    });
  return (
    <SpaceBetween size="l">
      <ScheduleParts {...properties} treatment={0} schedule={draft.schedule} onChange={(schedule) => change({ schedule })} />
      {draft.treatments.slice(1).map(({ name, schedule }, at) => {
        const index = at + 1;
        const title = t("scheduleOf", { name: name || `${t("treatment")} ${index + 1}` });
        return (
          <SpaceBetween key={index} size="l">
            <Container>
              <Toggle
                checked={schedule !== undefined}
                description={t("ownScheduleHint")}
                onChange={({ detail }) =>
                  setOwn(index, detail.checked ? { ...draft.schedule, stored: {} } : undefined)
                }
              >
                {title}
              </Toggle>
            </Container>
            {schedule ? (
              <ScheduleParts
                {...properties}
                title={title}
                treatment={index}
                schedule={schedule}
                onChange={(next) => setOwn(index, next)}
              />
            ) : null}
          </SpaceBetween>
        );
      })}
      <Limits {...properties} />
    </SpaceBetween>
  );
}

export interface ScheduleProperties extends StepProperties {
  /** Whose schedule it is, where several have one. */
  readonly title?: string;
  readonly treatment: number;
  readonly schedule: ScheduleForm;
  readonly onChange: (schedule: ScheduleForm) => void;
}

function ScheduleParts(properties: ScheduleProperties) {
  const { draft, title } = properties;
  const t = useTexts(texts);
  const heading = (text: string) => <Header variant="h2">{title ? `${title}: ${text}` : text}</Header>;
  return (
    <SpaceBetween size="l">
      {draft.kind === "scheduled" ? null : (
        <Container header={heading(t("event"))}>
          <EventConditions {...properties} />
        </Container>
      )}
      <Container header={heading(t("stepSchedule"))}>
        <Timing {...properties} />
      </Container>
      <Container header={heading(t("quiet"))}>
        <QuietTime {...properties} />
      </Container>
    </SpaceBetween>
  );
}
