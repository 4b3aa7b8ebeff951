/** Step 1: name, when it is sent, treatments, holdout. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { MOST_TREATMENTS, newTreatment, restOf, type Channel, type Treatment } from "./draft";
import type { CampaignKind } from "./schedule";
import { texts } from "./texts";

const LETTERS = "ABCDE";

export function TypeStep({ draft, change, wasTried }: StepProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          <FormField label={all("name")} errorText={wasTried && !draft.name.trim() ? all("required") : undefined}>
            <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
          </FormField>
          <FormField label={`${all("description")} (${all("optional")})`}>
            <Input value={draft.description} onChange={({ detail }) => change({ description: detail.value })} />
          </FormField>
          <FormField label={t("kind")}>
            <Tiles
              columns={3}
              value={draft.kind}
              items={(["scheduled", "event", "inapp"] as const).map((value) => ({
                value,
                label: t(value),
                description: t(`${value}Hint`),
              }))}
              onChange={({ detail }) => change(kindChange(detail.value as CampaignKind, draft.channels))}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Treatments draft={draft} change={change} />
    </SpaceBetween>
  );
}

/** In-app messages go through one channel of their own. */
function kindChange(kind: CampaignKind, channels: readonly Channel[]) {
  if (kind === "inapp") return { kind, channels: ["INAPP" as const] };
  const others = channels.filter((channel) => channel !== "INAPP");
  return { kind, channels: others.length ? others : (["EMAIL"] as const) };
}

function Treatments({ draft, change }: Pick<StepProperties, "draft" | "change">) {
  const t = useTexts(texts);
  const rest = restOf(draft);
  const isTest = draft.treatments.length > 1;
  const set = (index: number, facts: Partial<Treatment>) =>
    change({ treatments: draft.treatments.map((old, at) => (at === index ? { ...old, ...facts } : old)) });
  const add = () => {
    const [first, ...others] = draft.treatments;
    const name = `${LETTERS[draft.treatments.length]}`;
    const share = String(Math.max(0, Math.floor(rest / 2)));
    const fresh = { ...newTreatment(name, share), pieces: first!.pieces, original: first!.original };
    change({ treatments: [{ ...first!, name: first!.name || "A" }, ...others, fresh] });
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button iconName="add-plus" disabled={draft.treatments.length >= MOST_TREATMENTS} onClick={add}>
              {t("addTreatment")}
            </Button>
          }
        >
          {t("test")}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {isTest
          ? draft.treatments.map((treatment, index) => (
              <ColumnLayout key={index} columns={3}>
                <FormField label={t("treatmentName", { n: index + 1 })}>
                  <Input value={treatment.name} onChange={({ detail }) => set(index, { name: detail.value })} />
                </FormField>
                {index === 0 ? (
                  <FormField label={t("share", { n: 1 })}>
                    <Box padding={{ top: "xxs" }}>{t("rest", { n: rest })}</Box>
                  </FormField>
                ) : (
                  <FormField label={t("share", { n: index + 1 })}>
                    <Input
                      type="number"
                      inputMode="numeric"
                      value={treatment.percent}
                      onChange={({ detail }) => set(index, { percent: detail.value })}
                    />
                  </FormField>
                )}
                {index > 0 ? (
                  <Box padding={{ top: "xl" }}>
                    <Button
                      iconName="remove"
                      ariaLabel={t("removeTreatment", { n: index + 1 })}
                      onClick={() => change({ treatments: draft.treatments.filter((_, at) => at !== index) })}
                    />
                  </Box>
                ) : (
                  <span />
                )}
              </ColumnLayout>
            ))
          : null}
        <FormField
          label={t("holdout")}
          description={t("holdoutHint")}
          errorText={rest < 0 ? t("badShares") : undefined}
        >
          <Input
            type="number"
            inputMode="numeric"
            value={draft.holdout}
            placeholder="0"
            onChange={({ detail }) => change({ holdout: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
