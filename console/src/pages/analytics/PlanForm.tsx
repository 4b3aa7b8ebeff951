/** What a plan starts from: how things are, what shall be found, and with whom. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import type { Problem } from "../../api/errors";
import { fieldErrors } from "../../components/useAction";
import { useTexts } from "../../i18n/language";
import { experimentTexts } from "./experimentTexts";
import { requestOf, type Plan } from "./planning";
import { useBaselines } from "./useBaselines";

interface Properties {
  readonly first: Plan;
  readonly problem: Problem | undefined;
  readonly onSubmit: (plan: Plan) => void;
}

/** The fields that hold a number, the API's members that they become, and their texts. */
const NUMBERS = {
  rate: ["Rate", "baseRate"],
  mean: ["Mean", "baseMean"],
  deviation: ["StandardDeviation", "deviation"],
  lift: ["MinimumLift", "smallestLiftPercent"],
  people: ["Recipients", "peopleThereAre"],
  arms: ["Arms", "armsCount"],
  control: ["ControlPercent", "controlPercent"],
  power: ["Power", "power"],
  daily: ["DailyRecipients", "daily"],
} as const;
type Field = keyof typeof NUMBERS;
const MEMBERS = Object.values(NUMBERS).map(([member]) => member);
const THIRD = { default: 12, xs: 6, m: 4 } as const;

export function PlanForm({ first, problem, onSubmit }: Properties) {
  const t = useTexts(experimentTexts);
  const [plan, setPlan] = useState(first);
  const [from, setFrom] = useState("");
  const baselines = useBaselines();
  const set = (changes: Partial<Plan>) => setPlan({ ...plan, ...changes });
  const errors = fieldErrors(problem, MEMBERS);
  const request = requestOf(plan);
  const isReady =
    ("Rate" in request || ("Mean" in request && "StandardDeviation" in request)) &&
    ("MinimumLift" in request || "Recipients" in request) &&
    Object.values(request).every(Number.isFinite);
  const fields: readonly Field[] = [
    ...(plan.kind === "rate" ? (["rate"] as const) : (["mean", "deviation"] as const)),
    plan.goal === "lift" ? "lift" : "people",
    "arms",
    "control",
    "power",
    "daily",
  ];
  const options = baselines.map(({ id, label }) => ({ value: id, label }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSubmit(plan);
      }}
    >
      <Container header={<Header variant="h2" description={t("plannerHint")}>{t("planner")}</Header>}>
        <Form
          actions={
            <Button variant="primary" disabled={!isReady}>
              {t("compute")}
            </Button>
          }
        >
          <SpaceBetween size="m">
            <FormField label={t("baselineFrom")} description={t("baselineHint")}>
              <Select
                selectedOption={options.find(({ value }) => value === from) ?? null}
                options={options}
                placeholder={t("ownBaseline")}
                empty={t("noBaselines")}
                filteringType="auto"
                onChange={({ detail }) => {
                  setFrom(detail.selectedOption.value ?? "");
                  set(baselines.find(({ id }) => id === detail.selectedOption.value)?.changes ?? {});
                }}
              />
            </FormField>
            <SpaceBetween direction="horizontal" size="l">
              <FormField label={t("outcomeKind")}>
                <SegmentedControl
                  label={t("outcomeKind")}
                  selectedId={plan.kind}
                  options={[
                    { id: "rate", text: t("aRate") },
                    { id: "mean", text: t("aMean") },
                  ]}
                  onChange={({ detail }) => set({ kind: detail.selectedId === "mean" ? "mean" : "rate" })}
                />
              </FormField>
              <FormField label={t("goal")}>
                <SegmentedControl
                  label={t("goal")}
                  selectedId={plan.goal}
                  options={[
                    { id: "lift", text: t("goalLift") },
                    { id: "people", text: t("goalPeople") },
                  ]}
                  onChange={({ detail }) => set({ goal: detail.selectedId === "people" ? "people" : "lift" })}
                />
              </FormField>
            </SpaceBetween>
            <Grid gridDefinition={fields.map(() => ({ colspan: THIRD }))}>
              {fields.map((name) => (
                <FormField key={name} label={t(NUMBERS[name][1])} errorText={errors.of(NUMBERS[name][0])}>
                  <Input
                    type="number"
                    step="any"
                    value={plan[name]}
                    onChange={({ detail }) => set({ [name]: detail.value })}
                  />
                </FormField>
              ))}
            </Grid>
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}
