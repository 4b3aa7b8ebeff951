/** Step 1: name, when it is sent, treatments, holdout. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import type { Channel } from "./content";
import type { StepProperties } from "./CampaignEditor";
import type { CampaignKind } from "./schedule";
import { Shares } from "./Shares";
import { texts } from "./texts";

export const KINDS: readonly CampaignKind[] = ["scheduled", "event", "inapp"];

export function TypeStep({ draft, change, errorOf, hasRun }: StepProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          <FormField label={all("name")} errorText={errorOf("Name")}>
            <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
          </FormField>
          <FormField label={`${all("description")} (${all("optional")})`}>
            <Input value={draft.description} onChange={({ detail }) => change({ description: detail.value })} />
          </FormField>
          <FormField label={t("kind")} stretch>
            <Tiles
              columns={3}
              value={draft.kind}
              items={KINDS.map((value) => ({
                value,
                label: t(value),
                description: t(`${value}Hint`),
              }))}
              onChange={({ detail }) => {
                const kind = KINDS.find((known) => known === detail.value);
                if (kind) change({ kind, channels: channelsFor(kind, draft.channels) });
              }}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Shares draft={draft} change={change} errorOf={errorOf} hasRun={hasRun} />
    </SpaceBetween>
  );
}

/** In-app messages go through one channel of their own. */
function channelsFor(kind: CampaignKind, channels: readonly Channel[]): readonly Channel[] {
  if (kind === "inapp") return ["INAPP"];
  const others = channels.filter((channel) => channel !== "INAPP");
  return others.length ? others : ["EMAIL"];
}
