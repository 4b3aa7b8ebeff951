/** Who gets what: treatments of an A/B test and their shares, and who gets nothing. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useFormat, useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { MOST_TREATMENTS, newTreatment, restOf, shareOf, type CampaignDraft, type Treatment } from "./draft";
import "./campaigns.css";
import { texts } from "./texts";

const LETTERS = ["A", "B", "C", "D", "E"];

export function Shares({ draft, change, errorOf, hasRun }: Pick<StepProperties, "draft" | "change" | "errorOf" | "hasRun">) {
  const t = useTexts(texts);
  const isTest = draft.treatments.length > 1;
  const set = (index: number, facts: Partial<Treatment>) =>
    change({ treatments: draft.treatments.map((old, at) => (at === index ? { ...old, ...facts } : old)) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t("testHint")}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {isTest ? (
                <Button disabled={hasRun} onClick={() => change({ treatments: evenly(draft) })}>
                  {t("splitEvenly")}
                </Button>
              ) : null}
              <Button
                iconName="add-plus"
                disabled={hasRun || draft.treatments.length >= MOST_TREATMENTS}
                onClick={() => change({ treatments: withOneMore(draft) })}
              >
                {t("addTreatment")}
              </Button>
            </SpaceBetween>
          }
        >
          {t("test")}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {hasRun ? <Alert type="info">{t("sharesFixed")}</Alert> : null}
        {isTest
          ? draft.treatments.map((treatment, index) => (
              <Grid
                key={index}
                gridDefinition={[{ colspan: { default: 12, xxs: 6 } }, { colspan: { default: 9, xxs: 4 } }, { colspan: { default: 3, xxs: 2 } }]}
              >
                <FormField label={t("treatmentName", { n: index + 1 })}>
                  <Input value={treatment.name} onChange={({ detail }) => set(index, { name: detail.value })} />
                </FormField>
                <FormField label={t("share", { n: index + 1 })} errorText={index ? errorOf("SizePercent", index) : undefined}>
                  {index === 0 ? (
                    <Box padding={{ top: "xxs" }}>{t("rest", { n: restOf(draft) })}</Box>
                  ) : (
                    <Input
                      type="number"
                      inputMode="numeric"
                      disabled={hasRun}
                      value={treatment.percent}
                      onChange={({ detail }) => set(index, { percent: detail.value })}
                    />
                  )}
                </FormField>
                {index > 0 ? (
                  <Box padding={{ top: "xl" }}>
                    <Button
                      iconName="remove"
                      disabled={hasRun}
                      ariaLabel={t("removeTreatment", { n: index + 1 })}
                      onClick={() => change({ treatments: draft.treatments.filter((_, at) => at !== index) })}
                    />
                  </Box>
                ) : (
                  <span />
                )}
              </Grid>
            ))
          : null}
        <FormField label={t("holdout")} description={t("holdoutHint")} errorText={errorOf("HoldoutPercent") ?? errorOf("shares")}>
          <Input
            type="number"
            inputMode="numeric"
            disabled={hasRun}
            value={draft.holdout}
            placeholder="0"
            onChange={({ detail }) => change({ holdout: detail.value })}
          />
        </FormField>
        {isTest || draft.holdout ? <SharesBar draft={draft} /> : null}
      </SpaceBetween>
    </Container>
  );
}

/** The sum, to look at and to read. */
function SharesBar({ draft }: { draft: CampaignDraft }) {
  const t = useTexts(texts);
  const format = useFormat();
  const parts = [
    ...draft.treatments.map(({ name }, index) => ({ name: name || `${t("treatment")} ${index + 1}`, share: shareOf(draft, index) })),
    { name: t("heldOut"), share: Number(draft.holdout) || 0 },
  ];
  const shown = parts.filter(({ share }) => share > 0);
  return (
    <div>
      <div className="pw-shares" aria-hidden="true">
        {parts.map(({ share }, index) =>
          share > 0 ? (
            <span
              key={index}
              className={index === parts.length - 1 ? "pw-share-held" : `pw-share-${index}`}
              style={{ flexGrow: share }}
            />
          ) : null,
        )}
      </div>
      <Box color="text-body-secondary">
        {shown.map(({ name, share }) => `${name} ${format.share(share / 100)}`).join(" + ")}
        {restOf(draft) < 0 ? "" : ` = ${format.share(1)}`}
      </Box>
    </div>
  );
}

/** A further treatment says at first what the first one says, and takes half of what is left to it. */
function withOneMore(draft: CampaignDraft): readonly Treatment[] {
  const [first, ...others] = draft.treatments;
  const names = new Set(draft.treatments.map(({ name }) => name));
  const name = LETTERS.find((letter, index) => index > 0 && !names.has(letter)) ?? "";
  const share = String(Math.max(0, Math.floor(restOf(draft) / 2)));
  const fresh = { ...newTreatment(name, share), pieces: first!.pieces, delivery: first!.delivery };
  return [{ ...first!, name: first!.name || "A" }, ...others, fresh];
}

function evenly(draft: CampaignDraft): readonly Treatment[] {
  const share = String(Math.floor((100 - (Number(draft.holdout) || 0)) / draft.treatments.length));
  return draft.treatments.map((treatment, index) => (index ? { ...treatment, percent: share } : treatment));
}
