/** Send the saved template to one person or address, by the same call that any application would make. */
import { SendMessagesCommand, type ChannelType, type MessageRequest } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";

import { useApi, useMay } from "../../app/context";
import { findPeople } from "../../components/findPeople";
import { FormDialog } from "../../components/FormDialog";
import { useAction } from "../../components/useAction";
import { useApplications } from "../../components/useApplications";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { isAddress, isReached } from "./reached";
import { texts } from "./texts";
import type { TemplateType } from "./types";

type Sendable = Exclude<TemplateType, "INAPP">;

const CHANNELS: Record<Sendable, readonly ChannelType[]> = {
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
  readonly type: Sendable;
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
  const [to, setTo] = useState("");
  const [channel, setChannel] = useState<ChannelType>(CHANNELS[type][0]!);
  const [result, setResult] = useState<{ isSent: boolean; text: string }>();
  const send = () =>
    action.run(async () => {
      setResult(undefined);
      // Somebody whom the application knows gets values for the variables; any other address gets none.
      const known = (await findPeople(api, app, to)).find((endpoint) => isReached(endpoint, type));
      if (!known && !isAddress(to, type)) {
        setResult({ isSent: false, text: t("personUnknown") });
        return;
      }
      const recipient: MessageRequest = known?.Id
        ? { Endpoints: { [known.Id]: {} }, MessageConfiguration: {} }
        : { Addresses: { [to]: { ChannelType: channel } }, MessageConfiguration: {} };
      const answer = await api.send(
        new SendMessagesCommand({
          ApplicationId: app,
          MessageRequest: { ...recipient, TemplateConfiguration: { [MEMBERS[type]]: { Name: name, Version: version } } },
        }),
      );
      const { EndpointResult = {}, Result = {} } = answer.MessageResponse ?? {};
      const [outcome] = [...Object.values(EndpointResult), ...Object.values(Result)];
      const isSent = outcome?.DeliveryStatus === "SUCCESSFUL";
      const reason = [outcome?.DeliveryStatus, outcome?.StatusMessage].filter(Boolean).join(": ");
      const whom = known ? t("testKnown", { address: known.Address ?? to }) : t("testUnknown", { address: to });
      setResult({ isSent, text: isSent ? whom : t("testFailed", { reason: reason || "?" }) });
    });
  return (
    <FormDialog
      title={t("test")}
      submitText={t("send")}
      dismissText={all("close")}
      canSubmit={may("work") && app !== "" && to !== ""}
      isBusy={action.isBusy}
      problem={action.problem}
      onSubmit={() => void send()}
      onDismiss={onDismiss}
    >
      <FormField label={t("application")}>
        <Select
          selectedOption={applications.find(({ value }) => value === app) ?? null}
          options={applications}
          filteringType="auto"
          onChange={({ detail }) => setApp(detail.selectedOption.value ?? "")}
        />
      </FormField>
      {CHANNELS[type].length > 1 ? (
        <FormField label={all("channel")} description={t("channelOfAddress")}>
          <Select
            selectedOption={{ value: channel }}
            options={CHANNELS[type].map((value) => ({ value }))}
            onChange={({ detail }) =>
              setChannel(CHANNELS[type].find((each) => each === detail.selectedOption.value) ?? channel)
            }
          />
        </FormField>
      ) : null}
      <FormField label={t("testAddress")} description={t("testHint", { n: version })}>
        <Input value={to} onChange={({ detail }) => setTo(detail.value.trim())} />
      </FormField>
      {result ? <Alert type={result.isSent ? "success" : "error"}>{result.text}</Alert> : null}
    </FormDialog>
  );
}
