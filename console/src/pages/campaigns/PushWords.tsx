/** A push message: one for all, and where wanted another one for a platform, which replaces it there. */
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";

import { Editor } from "../../components/Editor";
import { useFormat, useTexts } from "../../i18n/language";
import { WORDS } from "../templates/palette";
import { texts as templateTexts } from "../templates/texts";
import { read, write } from "../templates/types";
import { LONGEST_PUSH_BODY, PUSH_MEMBERS } from "./content";
import type { PieceProperties } from "./PieceEditor";
import { texts } from "./texts";

type Member = (typeof PUSH_MEMBERS)[number];

const ACTIONS = ["OPEN_APP", "DEEP_LINK", "URL"] as const;

export function PushWords(properties: PieceProperties) {
  const t = useTexts(texts);
  const [shown, setShown] = useState<string>("DefaultMessage");
  return (
    <Tabs
      ariaLabel={t("platforms")}
      activeTabId={shown}
      onChange={({ detail }) => setShown(detail.activeTabId)}
      tabs={PUSH_MEMBERS.map((member) => ({
        id: member,
        label: t(member),
        content: <PlatformWords key={member} {...properties} member={member} />,
      }))}
    />
  );
}

function PlatformWords({ piece, member, errorOf, onChange }: PieceProperties & { member: Member }) {
  const t = useTexts(texts);
  const x = useTexts(templateTexts);
  const format = useFormat();
  const path = (name: string) => `${member}.${name}`;
  const value = (name: string) => read(piece.message, path(name));
  const set = (name: string, next: unknown) => onChange({ ...piece, message: write(piece.message, path(name), next) });
  const editor = (name: string, label: string, lines: number) => (
    <Editor
      label={label}
      language="text"
      lines={lines}
      words={WORDS}
      value={value(name)}
      errorText={errorOf(path(name))}
      onChange={(next) => set(name, next)}
    />
  );
  const action = ACTIONS.find((known) => known === value("Action")) ?? "OPEN_APP";
  const picture = member === "APNSMessage" ? "MediaUrl" : "ImageUrl";
  return (
    <SpaceBetween size="m">
      {member === "DefaultMessage" ? null : <Box color="text-body-secondary">{t("platformHint")}</Box>}
      {editor("Title", x("Title"), 1)}
      <FormField
        constraintText={t("characters", { n: format.number(value("Body").length), most: format.number(LONGEST_PUSH_BODY) })}
      >
        {editor("Body", x("Body"), 3)}
      </FormField>
      <FormField label={t("tap")}>
        <Select
          selectedOption={{ value: action, label: t(action) }}
          options={ACTIONS.map((each) => ({ value: each, label: t(each) }))}
          onChange={({ detail }) => set("Action", detail.selectedOption.value)}
        />
      </FormField>
      {action === "OPEN_APP" ? null : (
        <FormField label={t("tapUrl")} errorText={errorOf(path("Url"))}>
          <Input value={value("Url")} onChange={({ detail }) => set("Url", detail.value)} />
        </FormField>
      )}
      {member === "DefaultMessage" ? null : (
        <FormField label={t("picture")} errorText={errorOf(path(picture))}>
          <Input value={value(picture)} placeholder="https://" onChange={({ detail }) => set(picture, detail.value)} />
        </FormField>
      )}
      {member === "ADMMessage" ? null : (
        <FormField label={t("timeToLive")} description={t("timeToLiveHint")} errorText={errorOf(path("TimeToLive"))}>
          <Input
            type="number"
            inputMode="numeric"
            value={value("TimeToLive")}
            onChange={({ detail }) => set("TimeToLive", detail.value === "" ? undefined : Number(detail.value))}
          />
        </FormField>
      )}
      {member === "DefaultMessage" ? null : editor("RawContent", t("rawContent"), 4)}
    </SpaceBetween>
  );
}
