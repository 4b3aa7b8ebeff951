/** Who sends: holds beside a template, too. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";

import { useTexts } from "../../i18n/language";
import { read, write } from "../templates/types";
import type { PieceProperties } from "./PieceEditor";
import { texts } from "./texts";

const KINDS = ["PROMOTIONAL", "TRANSACTIONAL"] as const;

export function SenderFields({ channel, piece, errorOf, onChange }: PieceProperties & { readonly channel: "EMAIL" | "SMS" }) {
  const t = useTexts(texts);
  const field = (path: string, label: string, hint?: string) => (
    <FormField label={label} description={hint} errorText={errorOf(path)}>
      <Input
        value={read(piece.message, path)}
        onChange={({ detail }) => onChange({ ...piece, message: write(piece.message, path, detail.value) })}
      />
    </FormField>
  );
  if (channel === "EMAIL") return field("EmailMessage.FromAddress", t("FromAddress"), t("fromHint"));
  const kind = KINDS.find((known) => known === read(piece.message, "SMSMessage.MessageType"));
  return (
    <ColumnLayout columns={3}>
      <FormField label={t("MessageType")} description={t("messageTypeHint")} errorText={errorOf("SMSMessage.MessageType")}>
        <Select
          selectedOption={kind ? { value: kind, label: t(kind) } : { value: "", label: t("channelDefault") }}
          options={[{ value: "", label: t("channelDefault") }, ...KINDS.map((value) => ({ value, label: t(value) }))]}
          onChange={({ detail }) =>
            onChange({ ...piece, message: write(piece.message, "SMSMessage.MessageType", detail.selectedOption.value) })
          }
        />
      </FormField>
      {field("SMSMessage.SenderId", t("SenderId"), t("senderHint"))}
      {field("SMSMessage.OriginationNumber", t("OriginationNumber"), t("originHint"))}
    </ColumnLayout>
  );
}
