/** Step 3: what is said, by treatment and channel: a template, or words written here. */
import { ListTemplatesCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Tabs from "@cloudscape-design/components/tabs";
import Textarea from "@cloudscape-design/components/textarea";

import { useApi } from "../../app/context";
import { Editor } from "../../components/Editor";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { WORDS } from "../templates/palette";
import { Preview } from "../templates/Preview";
import { texts as templateTexts } from "../templates/texts";
import { readTemplate, type Content, type TemplateType } from "../templates/types";
import type { StepProperties } from "./CampaignEditor";
import { CHANNELS, newPiece, pieceFault, type Channel, type Piece, type Treatment } from "./draft";
import { texts } from "./texts";

export function ContentStep(properties: StepProperties) {
  const { draft, change, wasTried } = properties;
  const t = useTexts(texts);
  const offered = CHANNELS.filter((channel) => (channel === "INAPP") === (draft.kind === "inapp"));
  const set = (index: number, treatment: Treatment) =>
    change({ treatments: draft.treatments.map((old, at) => (at === index ? treatment : old)) });
  const treatments = draft.treatments.map((treatment, index) => (
    <TreatmentContent key={index} {...properties} treatment={treatment} onChange={(next) => set(index, next)} />
  ));
  return (
    <SpaceBetween size="l">
      <Container>
        <FormField
          label={t("channels")}
          errorText={wasTried && draft.channels.length === 0 ? t("needChannel") : undefined}
        >
          <Multiselect
            selectedOptions={draft.channels.map((value) => ({ value, label: t(value) }))}
            options={offered.map((value) => ({ value, label: t(value) }))}
            onChange={({ detail }) =>
              change({ channels: detail.selectedOptions.map(({ value }) => value as Channel) })
            }
          />
        </FormField>
      </Container>
      {treatments.length === 1 ? (
        treatments
      ) : (
        <Tabs
          ariaLabel={t("treatments")}
          tabs={draft.treatments.map(({ name }, index) => ({
            id: String(index),
            label: name || `${t("treatment")} ${index + 1}`,
            content: treatments[index],
          }))}
        />
      )}
    </SpaceBetween>
  );
}

interface TreatmentProperties extends StepProperties {
  readonly treatment: Treatment;
  readonly onChange: (treatment: Treatment) => void;
}

function TreatmentContent({ app, draft, change, wasTried, treatment, onChange }: TreatmentProperties) {
  return (
    <SpaceBetween size="l">
      {draft.channels.map((channel) => {
        const piece = treatment.pieces[channel] ?? newPiece(channel);
        const fault = wasTried ? pieceFault(channel, piece, draft) : undefined;
        return (
          <PieceContent
            key={channel}
            app={app}
            channel={channel}
            piece={piece}
            fault={fault}
            deliveryUri={draft.deliveryUri}
            onDeliveryUri={(deliveryUri) => change({ deliveryUri })}
            onChange={(next) => onChange({ ...treatment, pieces: { ...treatment.pieces, [channel]: next } })}
          />
        );
      })}
    </SpaceBetween>
  );
}

interface PieceProperties {
  readonly app: string;
  readonly channel: Channel;
  readonly piece: Piece;
  readonly fault: "chooseTemplate" | "needContent" | undefined;
  readonly deliveryUri: string;
  readonly onDeliveryUri: (uri: string) => void;
  readonly onChange: (piece: Piece) => void;
}

function PieceContent(properties: PieceProperties) {
  const { app, channel, piece, fault, onChange } = properties;
  const t = useTexts(texts);
  const hasChoice = channel === "EMAIL" || channel === "SMS" || channel === "PUSH";
  const shown = previewable(channel, piece);
  return (
    <Container header={<Header variant="h2">{t(channel)}</Header>}>
      <SpaceBetween size="m">
        {hasChoice ? (
          <SegmentedControl
            label={t("from", { channel: t(channel) })}
            selectedId={piece.source}
            options={[
              { id: "template", text: t("template") },
              { id: "own", text: t("own") },
            ]}
            onChange={({ detail }) => onChange({ ...piece, source: detail.selectedId as "own" })}
          />
        ) : null}
        {piece.source === "template" ? (
          <TemplateChoice channel={channel} piece={piece} fault={fault} onChange={onChange} />
        ) : (
          <OwnWords {...properties} />
        )}
        <SenderFields channel={channel} piece={piece} onChange={onChange} />
        {fault === "needContent" ? <Box color="text-status-error">{t(fault)}</Box> : null}
        {piece.source === "template" && piece.template && channel !== "CUSTOM" ? (
          <TemplatePreview app={app} type={channel} piece={piece} />
        ) : shown ? (
          <Preview type={shown.type} content={shown.content} application={app} />
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

/** What is written here, under the names that templates use. */
function previewable(channel: Channel, { source, message }: Piece): { type: TemplateType; content: Content } | undefined {
  if (source !== "own") return undefined;
  if (channel === "EMAIL") {
    return {
      type: "EMAIL",
      content: { Subject: message["Title"], HtmlPart: message["HtmlBody"], TextPart: message["Body"] },
    };
  }
  if (channel === "SMS") return { type: "SMS", content: { Body: message["Body"] } };
  if (channel === "PUSH") {
    return { type: "PUSH", content: { Default: { Title: message["Title"], Body: message["Body"] } } };
  }
  return undefined;
}

function TemplatePreview({ app, type, piece }: { app: string; type: TemplateType; piece: Piece }) {
  const api = useApi();
  const { data, problem } = useQuery(
    () => readTemplate(api, type, piece.template, piece.version || undefined),
    [type, piece.template, piece.version],
  );
  if (problem) return <ProblemAlert problem={problem} />;
  return data ? <Preview type={type} content={data.content} application={app} /> : <Spinner />;
}

function TemplateChoice({
  channel,
  piece,
  fault,
  onChange,
}: Pick<PieceProperties, "channel" | "piece" | "fault" | "onChange">) {
  const t = useTexts(texts);
  const api = useApi();
  const { data, problem } = useQuery(
    async () =>
      (await api.send(new ListTemplatesCommand({ TemplateType: channel, PageSize: "1000" }))).TemplatesResponse?.Item ??
      [],
    [channel],
  );
  return (
    <>
      <ProblemAlert problem={problem} />
      <FormField label={t("whichTemplate")} errorText={fault ? t("chooseTemplate") : undefined}>
        <Select
          selectedOption={piece.template ? { value: piece.template, label: piece.template } : null}
          options={(data ?? []).map(({ TemplateName }) => ({ value: TemplateName!, label: TemplateName! }))}
          filteringType="auto"
          placeholder={t("chooseTemplate")}
          onChange={({ detail }) => onChange({ ...piece, template: detail.selectedOption.value ?? "" })}
        />
      </FormField>
      <FormField label={t("templateVersion")}>
        <Input
          value={piece.version}
          placeholder={t("activeVersion")}
          onChange={({ detail }) => onChange({ ...piece, version: detail.value })}
        />
      </FormField>
    </>
  );
}

function OwnWords({ channel, piece, deliveryUri, onDeliveryUri, onChange }: PieceProperties) {
  const t = useTexts(texts);
  const x = useTexts(templateTexts);
  const set = (name: string, value: string) => onChange({ ...piece, message: { ...piece.message, [name]: value } });
  const editor = (name: string, label: string, lines: number, language: "html" | "text" = "text") => (
    <Editor
      label={label}
      language={language}
      lines={lines}
      words={WORDS}
      value={piece.message[name] ?? ""}
      onChange={(value) => set(name, value)}
    />
  );
  if (channel === "EMAIL") {
    return (
      <>
        {editor("Title", x("Subject"), 1)}
        {editor("HtmlBody", x("HtmlPart"), 12, "html")}
        {editor("Body", x("TextPart"), 4)}
      </>
    );
  }
  if (channel === "SMS") return editor("Body", x("Body"), 4);
  if (channel === "PUSH") {
    return (
      <>
        {editor("Title", x("Title"), 1)}
        {editor("Body", x("Body"), 3)}
      </>
    );
  }
  return (
    <>
      <FormField label={t("deliveryUri")}>
        <Input value={deliveryUri} onChange={({ detail }) => onDeliveryUri(detail.value)} />
      </FormField>
      <FormField label={t("data")}>
        <Textarea value={piece.message["Data"] ?? ""} onChange={({ detail }) => set("Data", detail.value)} />
      </FormField>
    </>
  );
}

function SenderFields({ channel, piece, onChange }: Pick<PieceProperties, "channel" | "piece" | "onChange">) {
  const t = useTexts(texts);
  const set = (name: string, value: string) => onChange({ ...piece, message: { ...piece.message, [name]: value } });
  if (channel === "EMAIL") {
    return (
      <FormField label={t("FromAddress")} description={t("fromHint")}>
        <Input
          value={piece.message["FromAddress"] ?? ""}
          onChange={({ detail }) => set("FromAddress", detail.value)}
        />
      </FormField>
    );
  }
  if (channel !== "SMS") return null;
  const kind = piece.message["MessageType"] ?? "";
  return (
    <>
      <FormField label={t("MessageType")}>
        <Select
          selectedOption={kind ? { value: kind, label: t(kind as "PROMOTIONAL") } : null}
          options={(["PROMOTIONAL", "TRANSACTIONAL"] as const).map((value) => ({ value, label: t(value) }))}
          onChange={({ detail }) => set("MessageType", detail.selectedOption.value ?? "")}
        />
      </FormField>
      <FormField label={t("SenderId")}>
        <Input value={piece.message["SenderId"] ?? ""} onChange={({ detail }) => set("SenderId", detail.value)} />
      </FormField>
    </>
  );
}
