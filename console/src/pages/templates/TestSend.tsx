/** Send the saved template to one address, by the same call that any application would make. */
import { SendMessagesCommand, type ChannelType } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";

import { useApi, useMay } from "../../app/context";
import { FormDialog } from "../../components/FormDialog";
import { useApplications } from "../../components/useApplications";
import { useAction } from "../../components/useAction";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";
import type { TemplateType } from "./types";

const CHANNELS: Record<Exclude<TemplateType, "INAPP">, readonly ChannelType[]> = {
  EMAIL: ["EMAIL"],
  SMS: ["SMS"],
  VOICE: ["VOICE"],
  PUSH: ["GCM", "APNS", "APNS_SANDBOX", "ADM", "BAIDU"],
};
const MEMBERS = {
  EMAIL: "EmailTemplate",
  SMS: "SMSTemplate",
  VOICE: "VoiceTemplate",
  PUSH: "PushTemplate",
} as const;

interface Properties {
  readonly type: Exclude<TemplateType, "INAPP">;
  readonly name: string;
  readonly version: string;
  readonly onDismiss: () => void;
}

export function TestSend({ type, name, version, onDismiss }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const may = useMay();
  const applications = useApplications();
  const action = useAction();
  const [app, setApp] = useState("");
  const [address, setAddress] = useState("");
  const [channel, setChannel] = useState<ChannelType>(CHANNELS[type][0]!);
  const [result, setResult] = useState<{ isSent: boolean; text: string }>();
  const send = () =>
    action.run(async () => {
      setResult(undefined);
      const answer = await api.send(
        new SendMessagesCommand({
          ApplicationId: app,
          MessageRequest: {
            Addresses: { [address]: { ChannelType: channel } },
            MessageConfiguration: {},
            TemplateConfiguration: { [MEMBERS[type]]: { Name: name, Version: version } },
          },
        }),
      );
      const outcome = answer.MessageResponse?.Result?.[address];
      setResult({
        isSent: outcome?.DeliveryStatus === "SUCCESSFUL",
        text: `${outcome?.DeliveryStatus ?? "?"} ${outcome?.StatusMessage ?? ""}`,
      });
    });
  return (
    <FormDialog
      title={t("test")}
      submitText={t("send")}
      dismissText={all("close")}
      canSubmit={may("work") && app !== "" && address !== ""}
      isBusy={action.isBusy}
      problem={action.problem}
      onSubmit={() => void send()}
      onDismiss={onDismiss}
    >
      <FormField label={t("application")}>
        <Select
          selectedOption={applications.find(({ value }) => value === app) ?? null}
          options={applications}
          onChange={({ detail }) => setApp(detail.selectedOption.value ?? "")}
        />
      </FormField>
      {CHANNELS[type].length > 1 ? (
        <FormField label={all("channel")}>
          <Select
            selectedOption={{ value: channel }}
            options={CHANNELS[type].map((value) => ({ value }))}
            onChange={({ detail }) => setChannel(detail.selectedOption.value as ChannelType)}
          />
        </FormField>
      ) : null}
      <FormField label={t("testAddress")} description={t("testHint", { n: version })}>
        <Input value={address} onChange={({ detail }) => setAddress(detail.value.trim())} />
      </FormField>
      {result ? (
        <Alert type={result.isSent ? "success" : "error"}>{t("testSent", { status: result.text })}</Alert>
      ) : null}
    </FormDialog>
  );
}
