/** How a template looks for a real person, and what the server warns of. */
import { GetAppsCommand } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useEffect, useState } from "react";

import { useApi } from "../../app/context";
import type { Warning } from "../../components/CodeEditor";
import { ProblemAlert } from "../../components/ProblemAlert";
import { SafeFrame } from "../../components/SafeFrame";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";
import { sendable, type Content, type TemplateType } from "./types";

interface Rendered {
  readonly Rendered: Readonly<Record<string, string>>;
  readonly Warnings: readonly Warning[];
}

export interface Linted {
  readonly Warnings: readonly Warning[];
  readonly Variables?: readonly string[];
}

const PAUSE_MS = 600;

export function useSettled<T>(value: T, pause: number = PAUSE_MS): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [key, pause]);
  return settled;
}

export function useLint(type: TemplateType, content: Content) {
  const api = useApi();
  const Content = useSettled(sendable(type, content));
  return useQuery<Linted>(
    (signal) => api.x.post("/templates/lint", { TemplateType: type, Content }, signal),
    [type, Content],
    { enabled: type !== "INAPP" },
  );
}

export function useApplications() {
  const api = useApi();
  const { data } = useQuery(
    async () =>
      (await api.send(new GetAppsCommand({ PageSize: "1000" }))).ApplicationsResponse?.Item?.map(({ Id, Name }) => ({
        value: Id!,
        label: Name ?? Id!,
      })) ?? [],
    [],
  );
  return data ?? [];
}

interface Properties {
  readonly type: TemplateType;
  readonly content: Content;
  readonly application?: string;
}

export function Preview({ type, content, application = "" }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const applications = useApplications();
  const [app, setApp] = useState(application);
  const [endpoint, setEndpoint] = useState("");
  const [isPhone, setPhone] = useState(false);
  const asked = useSettled({
    TemplateType: type,
    Content: sendable(type, content),
    ...(app && endpoint ? { ApplicationId: app, EndpointId: endpoint } : {}),
  });
  const { data, problem } = useQuery<Rendered>(
    (signal) => api.x.post("/templates/preview", asked, signal),
    [asked],
    { enabled: Object.keys(asked.Content).length > 0 },
  );
  const chosen = applications.find(({ value }) => value === app);
  const isMissing = problem?.kind === "missing" && !endpoint;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            type === "EMAIL" ? (
              <Toggle checked={isPhone} onChange={({ detail }) => setPhone(detail.checked)}>
                {t("phone")}
              </Toggle>
            ) : undefined
          }
        >
          {t("preview")}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          <FormField label={t("application")}>
            <Select
              selectedOption={chosen ?? { value: "", label: all("none") }}
              options={[{ value: "", label: all("none") }, ...applications]}
              filteringType="auto"
              onChange={({ detail }) => setApp(detail.selectedOption.value ?? "")}
            />
          </FormField>
          <FormField label={t("endpointId")}>
            <Input value={endpoint} disabled={!app} onChange={({ detail }) => setEndpoint(detail.value.trim())} />
          </FormField>
        </ColumnLayout>
        <ProblemAlert problem={problem} isOptional={isMissing} />
        {data ? <Shown type={type} rendered={data.Rendered} isPhone={isPhone} /> : null}
      </SpaceBetween>
    </Container>
  );
}

function Shown({
  type,
  rendered,
  isPhone,
}: {
  type: TemplateType;
  rendered: Readonly<Record<string, string>>;
  isPhone: boolean;
}) {
  const t = useTexts(texts);
  const label = (member: string) => {
    const last = member.split(".").at(-1)!;
    const name = last in texts ? t(last as keyof typeof texts) : last;
    return member.includes(".") ? `${member.slice(0, member.lastIndexOf("."))} · ${name}` : name;
  };
  return (
    <SpaceBetween size="m">
      {Object.entries(rendered).map(([member, text]) => (
        <div key={member}>
          <Box variant="awsui-key-label">{label(member)}</Box>
          {type === "EMAIL" && member === "HtmlPart" ? (
            <SafeFrame html={text} title={t("preview")} isPhone={isPhone} />
          ) : (
            <p className="pw-plain">{text}</p>
          )}
        </div>
      ))}
    </SpaceBetween>
  );
}
