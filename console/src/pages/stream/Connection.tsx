/** Which stream events go to, and as whom. */
import { DeleteEventStreamCommand, PutEventStreamCommand, type EventStream } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi, useMay } from "../../app/context";
import { SettingsForm } from "../../components/SettingsForm";
import { useSettings } from "../../components/useSettings";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly stored: EventStream | null;
  readonly onChanged: () => void;
}

export function Connection({ app, stored, onChanged }: Properties) {
  const t = useTexts(texts);
  const api = useApi();
  const isReadOnly = !useMay()("administer");
  const form = useSettings({
    stored: { DestinationStreamArn: stored?.DestinationStreamArn ?? "", RoleArn: stored?.RoleArn ?? "" },
    fields: ["DestinationStreamArn", "RoleArn"],
    save: (WriteEventStream) => api.send(new PutEventStreamCommand({ ApplicationId: app, WriteEventStream })),
    onSaved: onChanged,
  });
  const name = stored?.DestinationStreamArn?.split(/[/:]/).at(-1) ?? "";
  return (
    <Container header={<Header variant="h2">{t("connection")}</Header>}>
      <SettingsForm
        settings={form}
        mayChange={!isReadOnly}
        subject={t("title")}
        {...(stored ? {} : { saveText: t("connect") })}
        removal={
          stored
            ? {
                text: t("disconnect"),
                name,
                title: t("disconnectTitle", { name }),
                consequence: t("disconnectHint"),
                onConfirm: async () => {
                  await api.send(new DeleteEventStreamCommand({ ApplicationId: app }));
                  onChanged();
                },
              }
            : undefined
        }
      >
        <SpaceBetween size="m">
          {stored ? null : <Box color="text-body-secondary">{t("none")}</Box>}
          <FormField label={t("arn")} description={t("arnHint")} errorText={form.errorOf("DestinationStreamArn")} stretch>
            <Input
              value={form.values.DestinationStreamArn}
              placeholder="arn:aws:kinesis:eu-central-1:123456789012:stream/events"
              readOnly={isReadOnly}
              onChange={({ detail }) => form.change({ DestinationStreamArn: detail.value.trim() })}
            />
          </FormField>
          <FormField label={t("role")} description={t("roleHint")} errorText={form.errorOf("RoleArn")} stretch>
            <Input
              value={form.values.RoleArn}
              placeholder="arn:aws:iam::123456789012:role/events"
              readOnly={isReadOnly}
              onChange={({ detail }) => form.change({ RoleArn: detail.value.trim() })}
            />
          </FormField>
        </SpaceBetween>
      </SettingsForm>
    </Container>
  );
}
