/** What one treatment says on one channel, and how that looks. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";

import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { Preview } from "../templates/Preview";
import { readTemplate, sendable, type TemplateType } from "../templates/types";
import { templateShape, type Channel, type Delivery, type Piece } from "./content";
import { OwnWords } from "./OwnWords";
import { SenderFields } from "./SenderFields";
import { TemplateChoice } from "./TemplateChoice";
import { texts } from "./texts";

export interface PieceProperties {
  readonly app: string;
  readonly channel: Channel;
  readonly piece: Piece;
  readonly delivery: Delivery;
  /** Where there are other channels, a treatment may say nothing on this one. */
  readonly canBeSilent: boolean;
  readonly errorOf: (field: string) => string | undefined;
  readonly onDelivery: (delivery: Delivery) => void;
  readonly onChange: (piece: Piece) => void;
}

const CHOICES: Record<Channel, readonly Piece["source"][]> = {
  EMAIL: ["template", "own"],
  SMS: ["template", "own"],
  PUSH: ["template", "own"],
  VOICE: ["template"],
  CUSTOM: ["own"],
  INAPP: ["template", "own"],
};

export function PieceEditor(properties: PieceProperties) {
  const { app, channel, piece, canBeSilent, onChange } = properties;
  const t = useTexts(texts);
  const choices = [...CHOICES[channel], ...(canBeSilent ? (["none"] as const) : [])];
  const written = piece.source === "own" && channel !== "CUSTOM" ? templateShape(channel, piece.message) : {};
  const hasWords = Object.keys(sendable(channel === "CUSTOM" ? "SMS" : channel, written)).length > 0;
  return (
    <Container header={<Header variant="h2">{t(channel)}</Header>}>
      <SpaceBetween size="m">
        {choices.length > 1 ? (
          <SegmentedControl
            label={t("from", { channel: t(channel) })}
            selectedId={piece.source}
            options={choices.map((id) => ({ id, text: t(`source_${id}`) }))}
            onChange={({ detail }) => {
              const source = choices.find((known) => known === detail.selectedId);
              if (source) onChange({ ...piece, source });
            }}
          />
        ) : null}
        {piece.source === "none" ? (
          <Box color="text-body-secondary">{t("silentHint", { channel: t(channel) })}</Box>
        ) : (
          <SpaceBetween size="m">
            {piece.source === "template" ? <TemplateChoice {...properties} /> : <OwnWords {...properties} />}
            {channel === "EMAIL" || channel === "SMS" ? <SenderFields {...properties} channel={channel} /> : null}
          </SpaceBetween>
        )}
        {piece.source === "template" && piece.template && channel !== "CUSTOM" ? (
          <TemplatePreview app={app} type={channel} piece={piece} />
        ) : null}
        {hasWords && channel !== "CUSTOM" ? <Preview type={channel} content={written} application={app} /> : null}
      </SpaceBetween>
    </Container>
  );
}

function TemplatePreview({ app, type, piece }: { app: string; type: TemplateType; piece: Piece }) {
  const api = useApi();
  const { data, problem, reload } = useQuery(
    () => readTemplate(api, type, piece.template, piece.version || undefined),
    [type, piece.template, piece.version],
  );
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner />;
  return <Preview type={type} content={data.content} application={app} />;
}
