/** What an experiment looks at: events, each with a metric where its sum matters and not whether it happened. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { BLANK_OUTCOME, MOST_OUTCOMES, type Outcome } from "./declaration";
import { EventTypeInput } from "./EventInput";
import { experimentTexts } from "./experimentTexts";

interface Properties {
  readonly outcomes: readonly Outcome[];
  readonly errorText: string | undefined;
  readonly onChange: (outcomes: readonly Outcome[]) => void;
}

const EVENT = { default: 12, xs: 6 };
const METRIC = { default: 9, xs: 4 };
const BUTTON = { default: 3, xs: 2 };

export function OutcomesInput({ outcomes, errorText, onChange }: Properties) {
  const t = useTexts(experimentTexts);
  const all = useTexts(common);
  const change = (place: number, changes: Partial<Outcome>) =>
    onChange(outcomes.map((each, index) => (index === place ? { ...each, ...changes } : each)));
  return (
    <SpaceBetween size="s">
      {outcomes.map((outcome, place) => (
        <Grid key={place} gridDefinition={[{ colspan: EVENT }, { colspan: METRIC }, { colspan: BUTTON }]}>
          <EventTypeInput
            label={t("outcomeN", { n: place + 1 })}
            value={outcome.event}
            errorText={place === 0 ? errorText : undefined}
            onChange={(event) => change(place, { event })}
          />
          <FormField label={t("metric")}>
            <Input value={outcome.metric} onChange={({ detail }) => change(place, { metric: detail.value })} />
          </FormField>
          <div className="pw-beside">
            <Button
              iconName="remove"
              formAction="none"
              disabled={outcomes.length === 1}
              ariaLabel={`${all("remove")}: ${t("outcomeN", { n: place + 1 })}`}
              onClick={() => onChange(outcomes.filter((_, index) => index !== place))}
            />
          </div>
        </Grid>
      ))}
      <Button
        iconName="add-plus"
        formAction="none"
        disabled={outcomes.length >= MOST_OUTCOMES}
        onClick={() => onChange([...outcomes, BLANK_OUTCOME])}
      >
        {t("addOutcome")}
      </Button>
    </SpaceBetween>
  );
}
