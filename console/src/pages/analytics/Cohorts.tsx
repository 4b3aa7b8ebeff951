/** Cohorts of any event: who did one thing, and later another. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useTexts } from "../../i18n/language";
import { askedIn, textOf, type Period } from "./archive";
import { archiveTexts } from "./archiveTexts";
import { CohortMap } from "./CohortMap";
import { EventInput, tidied } from "./EventInput";
import { favourite, useSubject } from "./subject";

export function Cohorts() {
  const t = useTexts(archiveTexts);
  const { range, counted } = useSubject();
  const [search, setSearch] = useSearchParams();
  const asked = {
    event: askedIn(search.get("first") ?? favourite(counted)),
    back: askedIn(search.get("back") ?? search.get("first") ?? favourite(counted)),
    period: periodIn(search.get("period")),
  };
  const [event, setEvent] = useState(asked.event);
  const [back, setBack] = useState(asked.back);
  const [period, setPeriod] = useState(asked.period);
  const isReady = Boolean(event.type.trim() && back.type.trim());
  const show = () =>
    setSearch((before) => {
      before.set("first", textOf(tidied(event)));
      before.set("back", textOf(tidied(back)));
      before.set("period", period);
      return before;
    });
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (isReady) show();
        }}
      >
        <Container header={<Header variant="h2" description={t("cohortsHint")}>{t("cohorts")}</Header>}>
          <Form actions={<Button variant="primary" disabled={!isReady}>{t("show")}</Button>}>
            <SpaceBetween size="m">
              <EventInput label={t("firstEvent")} asked={event} onChange={setEvent} />
              <EventInput label={t("backEvent")} asked={back} onChange={setBack} />
              <FormField label={t("period")}>
                <SegmentedControl
                  label={t("period")}
                  selectedId={period}
                  options={[
                    { id: "DAY", text: t("DAY") },
                    { id: "WEEK", text: t("WEEK") },
                  ]}
                  onChange={({ detail }) => setPeriod(periodIn(detail.selectedId))}
                />
              </FormField>
            </SpaceBetween>
          </Form>
        </Container>
      </form>
      <CohortMap question={asked.event.type ? asked : undefined} range={range} />
    </SpaceBetween>
  );
}

function periodIn(name: string | null): Period {
  return name === "DAY" ? "DAY" : "WEEK";
}
