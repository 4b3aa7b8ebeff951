/** Step 3: what is said, by treatment and channel: a template, or words written here. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";

import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { CHANNELS, contentField, pieceOf } from "./content";
import type { Treatment } from "./draft";
import { PieceEditor } from "./PieceEditor";
import { texts } from "./texts";

export function ContentStep(properties: StepProperties) {
  const { draft, change, errorOf, faultyTreatment } = properties;
  const t = useTexts(texts);
  const [shown, setShown] = useState(String(faultyTreatment ?? 0));
  const offered = CHANNELS.filter((channel) => (channel === "INAPP") === (draft.kind === "inapp"));
  const set = (index: number, treatment: Treatment) =>
    change({ treatments: draft.treatments.map((old, at) => (at === index ? treatment : old)) });
  const contents = draft.treatments.map((treatment, index) => (
    <TreatmentContent
      key={index}
      {...properties}
      index={index}
      treatment={treatment}
      onChange={(next) => set(index, next)}
    />
  ));
  return (
    <SpaceBetween size="l">
      {draft.kind === "inapp" ? null : (
        <Container>
          <FormField label={t("channels")} description={t("channelsHint")} errorText={errorOf("channels")}>
            <Multiselect
              selectedOptions={draft.channels.map((value) => ({ value, label: t(value) }))}
              options={offered.map((value) => ({ value, label: t(value), description: t(`${value}_hint`) }))}
              placeholder={t("chooseChannels")}
              deselectAriaLabel={({ label }) => `${t("removeChannel")} ${label ?? ""}`}
              onChange={({ detail }) => {
                const chosen = new Set(detail.selectedOptions.map(({ value }) => value));
                change({ channels: offered.filter((channel) => chosen.has(channel)) });
              }}
            />
          </FormField>
        </Container>
      )}
      {contents.length === 1 ? (
        contents
      ) : (
        <Tabs
          ariaLabel={t("treatments")}
          activeTabId={shown}
          onChange={({ detail }) => setShown(detail.activeTabId)}
          tabs={draft.treatments.map(({ name }, index) => ({
            id: String(index),
            label: name || `${t("treatment")} ${index + 1}`,
            content: contents[index],
          }))}
        />
      )}
    </SpaceBetween>
  );
}

interface TreatmentProperties extends StepProperties {
  readonly index: number;
  readonly treatment: Treatment;
  readonly onChange: (treatment: Treatment) => void;
}

function TreatmentContent({ app, draft, errorOf, index, treatment, onChange }: TreatmentProperties) {
  const silent = errorOf("silent", index);
  return (
    <SpaceBetween size="l">
      {silent ? <Alert type="error">{silent}</Alert> : null}
      {draft.channels.map((channel) => (
        <PieceEditor
          key={channel}
          app={app}
          channel={channel}
          piece={pieceOf(treatment, channel)}
          delivery={treatment.delivery}
          canBeSilent={draft.channels.length > 1}
          errorOf={(field) => errorOf(contentField(channel, field), index)}
          onDelivery={(delivery) => onChange({ ...treatment, delivery })}
          onChange={(next) => onChange({ ...treatment, pieces: { ...treatment.pieces, [channel]: next } })}
        />
      ))}
    </SpaceBetween>
  );
}
