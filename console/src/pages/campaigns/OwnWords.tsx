/** A message that is written in the campaign itself. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";

import { CHANNEL_TYPES } from "../../components/channels";
import { Editor } from "../../components/Editor";
import { useChannelName } from "../../components/useChannelName";
import { useFormat, useTexts } from "../../i18n/language";
import { Fields } from "../templates/Fields";
import { WORDS } from "../templates/palette";
import { texts as templateTexts } from "../templates/texts";
import { read, write, type Content } from "../templates/types";
import { CustomData } from "./CustomData";
import type { PieceProperties } from "./PieceEditor";
import { PushWords } from "./PushWords";
import { texts } from "./texts";

const SMS_LENGTH = 1600;

export function OwnWords(properties: PieceProperties) {
  const { channel, piece, errorOf, onChange } = properties;
  const t = useTexts(texts);
  const x = useTexts(templateTexts);
  const format = useFormat();
  const set = (path: string, value: unknown) => onChange({ ...piece, message: write(piece.message, path, value) });
  const inApp = (piece.message["InAppMessage"] ?? {}) as Content;
  const editor = (path: string, label: string, lines: number, language: "html" | "text" = "text") => (
    <Editor
      label={label}
      language={language}
      lines={lines}
      words={WORDS}
      value={read(piece.message, path)}
      errorText={errorOf(path)}
      onChange={(value) => set(path, value)}
    />
  );
  switch (channel) {
    case "EMAIL":
      return (
        <SpaceBetween size="m">
          {editor("EmailMessage.Title", x("Subject"), 1)}
          {editor("EmailMessage.HtmlBody", x("HtmlPart"), 12, "html")}
          {editor("EmailMessage.Body", x("TextPart"), 4)}
        </SpaceBetween>
      );
    case "SMS":
      return (
        <FormField
          constraintText={t("characters", {
            n: format.number(read(piece.message, "SMSMessage.Body").length),
            most: format.number(SMS_LENGTH),
          })}
        >
          {editor("SMSMessage.Body", x("Body"), 4)}
        </FormField>
      );
    case "PUSH":
      return <PushWords {...properties} />;
    case "INAPP":
      return (
        <SpaceBetween size="m">
          <Fields
            type="INAPP"
            content={inApp}
            errorOf={(path) => errorOf(`InAppMessage.${path}`)}
            onChange={(content) => set("InAppMessage", content)}
          />
          <CustomData
            data={pairsOf(inApp["CustomConfig"])}
            error={errorOf("InAppMessage.CustomConfig")}
            onChange={(pairs) => set("InAppMessage.CustomConfig", pairs)}
          />
        </SpaceBetween>
      );
    case "CUSTOM":
      return <CustomWords {...properties} />;
    case "VOICE":
      return null;
  }
}

function pairsOf(data: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [name, String(value)]));
}

function CustomWords({ piece, delivery, errorOf, onDelivery, onChange }: PieceProperties) {
  const t = useTexts(texts);
  const channelName = useChannelName();
  const types = delivery.endpointTypes.length ? delivery.endpointTypes : ["CUSTOM"];
  return (
    <SpaceBetween size="m">
      <FormField label={t("deliveryUri")} description={t("deliveryHint")} errorText={errorOf("delivery")}>
        <Input
          value={delivery.uri}
          placeholder="crm-send"
          onChange={({ detail }) => onDelivery({ ...delivery, uri: detail.value })}
        />
      </FormField>
      <FormField label={t("endpointTypes")} description={t("endpointTypesHint")}>
        <Multiselect
          selectedOptions={types.map((value) => ({ value, label: channelName(value) }))}
          options={CHANNEL_TYPES.map((value) => ({ value, label: channelName(value) }))}
          onChange={({ detail }) =>
            onDelivery({ ...delivery, endpointTypes: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
          }
        />
      </FormField>
      <FormField label={t("data")} description={t("dataHint")} errorText={errorOf("CustomMessage.Data")}>
        <Textarea
          rows={4}
          spellcheck={false}
          value={read(piece.message, "CustomMessage.Data")}
          onChange={({ detail }) => onChange({ ...piece, message: write(piece.message, "CustomMessage.Data", detail.value) })}
        />
      </FormField>
    </SpaceBetween>
  );
}
