/** What people do next: the most common ways on from an event. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useTexts } from "../../i18n/language";
import { askedIn, textOf } from "./archive";
import { archiveTexts } from "./archiveTexts";
import { EventInput, tidied } from "./EventInput";
import { PathsAnswer } from "./PathsAnswer";

const DEPTHS = ["2", "3", "4", "5", "6", "8", "10"];
const DEFAULT_DEPTH = "3";
const DEFAULT_HOURS = "24";

export function Paths() {
  const t = useTexts(archiveTexts);
  const [search, setSearch] = useSearchParams();
  const asked = {
    from: askedIn(search.get("after") ?? ""),
    depth: Number(DEPTHS.find((depth) => depth === search.get("depth")) ?? DEFAULT_DEPTH),
    hours: Number(search.get("within")) || Number(DEFAULT_HOURS),
  };
  const [from, setFrom] = useState(asked.from);
  const [depth, setDepth] = useState(String(asked.depth));
  const [hours, setHours] = useState(String(asked.hours));
  const isReady = Number(hours) > 0;
  const show = () =>
    setSearch((before) => {
      before.set("after", textOf(tidied(from)));
      before.set("depth", depth);
      before.set("within", hours);
      return before;
    });
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) show();
        }}
      >
        <Container header={<Header variant="h2" description={t("pathsHint")}>{t("paths")}</Header>}>
          <Form actions={<Button variant="primary" disabled={!isReady}>{t("show")}</Button>}>
            <SpaceBetween size="m">
              <EventInput label={t("startEvent")} asked={from} onChange={setFrom} />
              <Grid gridDefinition={[{ colspan: { default: 12, xs: 3 } }, { colspan: { default: 12, xs: 4 } }]}>
                <FormField label={t("depth")}>
                  <Select
                    selectedOption={{ value: depth }}
                    options={DEPTHS.map((value) => ({ value }))}
                    onChange={({ detail }) => setDepth(detail.selectedOption.value ?? DEFAULT_DEPTH)}
                  />
                </FormField>
                <FormField label={t("window")}>
                  <Input type="number" value={hours} onChange={({ detail }) => setHours(detail.value)} />
                </FormField>
              </Grid>
            </SpaceBetween>
          </Form>
        </Container>
      </form>
      <PathsAnswer {...asked} />
    </SpaceBetween>
  );
}
