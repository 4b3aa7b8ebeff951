/** Setting up one channel. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import Toggle from "@cloudscape-design/components/toggle";

import { useApi, useMay } from "../../app/context";
import { SettingsForm } from "../../components/SettingsForm";
import { useChannelName } from "../../components/useChannelName";
import { useSettings } from "../../components/useSettings";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import {
  isLong,
  isOptional,
  isSecret,
  membersOf,
  methodsOf,
  requestOf,
  valuesOf,
  wantsCredentialsAlways,
} from "./channelForms";
import { OPERATIONS, type ChannelName, type Member, type Stored } from "./channelTypes";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly type: ChannelName;
  readonly stored: Stored | null;
  readonly onChanged: () => void;
}

export function ChannelForm({ app, type, stored, onChanged }: Properties) {
  const t = useTexts(texts);
  const nameOf = useChannelName();
  const api = useApi();
  const isReadOnly = !useMay()("administer");
  const name = nameOf(type);
  const form = useSettings({
    stored: { ...valuesOf(type, stored), version: stored?.["Version"] },
    fields: [...membersOf(type, "TOKEN"), ...membersOf(type, "CERTIFICATE"), "ApiKey", "DefaultAuthenticationMethod"],
    save: (values) => OPERATIONS[type].update(api, app, requestOf(type, values)),
    onSaved: onChanged,
  });
  const { values, change } = form;
  const methods = methodsOf(type);
  const members = membersOf(type, values.method);
  return (
    <SettingsForm
      settings={form}
      mayChange={!isReadOnly}
      subject={name}
      isNew={stored === null}
      {...(stored === null ? { saveText: t("setUp") } : {})}
      removal={
        stored === null
          ? undefined
          : {
              text: t("remove"),
              name,
              title: t("removeTitle", { name }),
              consequence: t("removeHint"),
              onConfirm: async () => {
                await OPERATIONS[type].remove(api, app);
                onChanged();
              },
            }
      }
    >
      <Toggle
        checked={values.isEnabled}
        disabled={isReadOnly}
        description={t("enabledHint")}
        onChange={({ detail }) => change({ isEnabled: detail.checked })}
      >
        {t("enabled")}
      </Toggle>
      {methods.length ? (
        <FormField label={t("method")} errorText={form.errorOf("DefaultAuthenticationMethod")}>
          <Select
            disabled={isReadOnly}
            selectedOption={{ value: values.method, label: t(`${labelled(type)}_${values.method}`) }}
            options={methods.map((value) => ({ value, label: t(`${labelled(type)}_${value}`) }))}
            onChange={({ detail }) =>
              change({ method: methods.find((one) => one === detail.selectedOption.value) ?? values.method })
            }
          />
        </FormField>
      ) : null}
      <ColumnLayout columns={2}>
        {members.map((member) => (
          <MemberField
            key={member}
            type={type}
            member={member}
            isReadOnly={isReadOnly}
            isStored={stored !== null}
            value={values.members[member] ?? ""}
            error={form.errorOf(member)}
            onChange={(text) => change({ members: { ...values.members, [member]: text } })}
          />
        ))}
      </ColumnLayout>
    </SettingsForm>
  );
}

/** Firebase and Apple call their ways differently. */
function labelled(type: ChannelName): "GCM" | "APNS" {
  return type === "GCM" ? "GCM" : "APNS";
}

interface FieldProperties {
  readonly type: ChannelName;
  readonly member: Member;
  readonly isReadOnly: boolean;
  readonly isStored: boolean;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

function MemberField({ type, member, isReadOnly, isStored, value, error, onChange }: FieldProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const secretHint = !isStored ? "secretHint" : wantsCredentialsAlways(type) ? "secretAgain" : "secretKept";
  return (
    <FormField
      label={
        isOptional(member) ? (
          <>
            {t(member)} <i>– {all("optional")}</i>
          </>
        ) : (
          t(member)
        )
      }
      description={t(`${member}_what`)}
      constraintText={isSecret(member) ? t(secretHint) : undefined}
      errorText={error}
    >
      {isLong(member) ? (
        <Textarea
          rows={4}
          value={value}
          readOnly={isReadOnly}
          spellcheck={false}
          onChange={({ detail }) => onChange(detail.value)}
        />
      ) : (
        <Input
          type={isSecret(member) ? "password" : "text"}
          autoComplete="off"
          value={value}
          readOnly={isReadOnly}
          onChange={({ detail }) => onChange(detail.value)}
        />
      )}
    </FormField>
  );
}
