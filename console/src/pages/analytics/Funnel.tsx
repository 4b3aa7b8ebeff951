/** Who went through steps, in order. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { askedIn, textOf, type Asked } from "./archive";
import { archiveTexts } from "./archiveTexts";
import { EventInput, tidied } from "./EventInput";
import { FunnelAnswer } from "./FunnelAnswer";

const DEFAULT_HOURS = "168";
const MOST_STEPS = 10;
const BLANK: Asked = { type: "" };

export function Funnel() {
  const t = useTexts(archiveTexts);
  const all = useTexts(common);
  const [search, setSearch] = useSearchParams();
  const asked = search.getAll("step").map(askedIn);
  const askedHours = search.get("hours") ?? DEFAULT_HOURS;
  const askedGroup = search.get("by") ?? "";
  const [steps, setSteps] = useState<readonly Asked[]>(asked.length ? asked : [BLANK, BLANK]);
  const [hours, setHours] = useState(askedHours);
  const [group, setGroup] = useState(askedGroup);
  const wanted = steps.map(tidied).filter(({ type }) => type);
  const isReady = wanted.length > 1 && Number(hours) > 0;
  const change = (place: number, step: Asked) => setSteps(steps.map((each, index) => (index === place ? step : each)));
  const show = () =>
    setSearch((before) => {
      before.delete("step");
      for (const step of wanted) before.append("step", textOf(step));
      before.set("hours", hours);
      before.set("by", group.trim());
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
        <Container header={<Header variant="h2" description={t("funnelHint")}>{t("funnel")}</Header>}>
          <Form actions={<Button variant="primary" disabled={!isReady}>{t("show")}</Button>}>
            <SpaceBetween size="m">
              {steps.map((step, place) => (
                <Grid key={place} gridDefinition={[{ colspan: { default: 10, xs: 11 } }, { colspan: { default: 2, xs: 1 } }]}>
                  <EventInput label={t("stepN", { n: place + 1 })} asked={step} onChange={(next) => change(place, next)} />
                  <div className="pw-beside">
                    <Button
                      iconName="remove"
                      formAction="none"
                      disabled={steps.length <= 2}
                      ariaLabel={`${all("remove")}: ${t("stepN", { n: place + 1 })}`}
                      onClick={() => setSteps(steps.filter((_, index) => index !== place))}
                    />
                  </div>
                </Grid>
              ))}
              <Button
                iconName="add-plus"
                formAction="none"
                disabled={steps.length >= MOST_STEPS}
                onClick={() => setSteps([...steps, BLANK])}
              >
                {t("addStep")}
              </Button>
              <Grid gridDefinition={[{ colspan: { default: 12, xs: 4 } }, { colspan: { default: 12, xs: 6 } }]}>
                <FormField label={t("window")}>
                  <Input type="number" value={hours} onChange={({ detail }) => setHours(detail.value)} />
                </FormField>
                <FormField label={t("breakDown")}>
                  <Input value={group} onChange={({ detail }) => setGroup(detail.value)} />
                </FormField>
              </Grid>
            </SpaceBetween>
          </Form>
        </Container>
      </form>
      <FunnelAnswer steps={asked} hours={Number(askedHours)} group={askedGroup} />
    </SpaceBetween>
  );
}
