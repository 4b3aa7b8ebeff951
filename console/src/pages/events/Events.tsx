/** Send a test event, and look up which types mean something. */
import { PutEventsCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMemo, useState } from "react";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ResourceTable } from "../../components/ResourceTable";
import { useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import type { Pages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "./eventTypes";
import { texts } from "./texts";

export default function Events() {
  const t = useTexts(texts);
  const app = useApplicationId();
  useTitle(t("title"));
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      <TestEvent app={app} />
      <KnownTypes />
    </SpaceBetween>
  );
}

function TestEvent({ app }: { app: string }) {
  const t = useTexts(texts);
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const [type, setType] = useState("_test.event");
  const [endpoint, setEndpoint] = useState("");
  const [attributes, setAttributes] = useState("{}");
  const [metrics, setMetrics] = useState("{}");
  const [result, setResult] = useState<{ isAccepted: boolean; message: string }>();
  const read = { attributes: objectIn(attributes), metrics: objectIn(metrics) };
  const isReady = Boolean(type && endpoint && read.attributes && read.metrics);
  const send = () =>
    action.run(async () => {
      setResult(undefined);
      const id = crypto.randomUUID();
      const answer = await api.send(
        new PutEventsCommand({
          ApplicationId: app,
          EventsRequest: {
            BatchItem: {
              [endpoint]: {
                Endpoint: {},
                Events: {
                  [id]: {
                    EventType: type,
                    Timestamp: new Date().toISOString(),
                    Attributes: read.attributes as Record<string, string>,
                    Metrics: read.metrics as Record<string, number>,
                  },
                },
              },
            },
          },
        }),
      );
      const outcome = answer.EventsResponse?.Results?.[endpoint]?.EventsItemResponse?.[id];
      setResult({
        isAccepted: outcome?.StatusCode === 202,
        message: `${outcome?.StatusCode ?? "?"} ${outcome?.Message ?? ""}`,
      });
    });
  return (
    <Container header={<Header variant="h2">{t("sendTest")}</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <SpaceBetween size="m">
          <FormField label={t("eventType")}>
            <Autosuggest
              value={type}
              options={EVENT_TYPES.map((value) => ({ value }))}
              enteredTextLabel={(value) => value}
              onChange={({ detail }) => setType(detail.value)}
            />
          </FormField>
          <FormField label={t("endpointId")}>
            <Input value={endpoint} onChange={({ detail }) => setEndpoint(detail.value.trim())} />
          </FormField>
          <FormField label={t("attributes")} errorText={read.attributes ? undefined : t("badJson")}>
            <Textarea rows={3} value={attributes} onChange={({ detail }) => setAttributes(detail.value)} />
          </FormField>
          <FormField label={t("metrics")} errorText={read.metrics ? undefined : t("badJson")}>
            <Textarea rows={2} value={metrics} onChange={({ detail }) => setMetrics(detail.value)} />
          </FormField>
          <Button variant="primary" disabled={!isReady || !may("work")} loading={action.isBusy}>
            {t("send")}
          </Button>
          {result ? (
            <Alert type={result.isAccepted ? "success" : "error"}>{t("accepted", { message: result.message })}</Alert>
          ) : null}
          <ProblemAlert problem={action.problem} />
        </SpaceBetween>
      </form>
    </Container>
  );
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text || "{}");
    return value && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const MEANINGS = [
  ["_session.", "session"],
  ["_userauth.", "auth"],
  ["_monetization.", "purchase"],
  ["_campaign.", "push"],
  ["_email.", "email"],
  ["_SMS.", "sms"],
  ["_test.", "test"],
] as const;
const OWN = /^_(email|SMS|test)\./;

function KnownTypes() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const pages = useMemo<Pages<string>>(
    () => ({ items: EVENT_TYPES, isLoading: false, isComplete: true, problem: undefined, reload: () => undefined }),
    [],
  );
  const meaning = (type: string) => {
    const found = MEANINGS.find(([prefix]) => type.startsWith(prefix));
    return found ? t(found[1]) : "";
  };
  return (
    <ResourceTable
      title={t("known")}
      headingTag="h2"
      pages={pages}
      trackBy={(type) => type}
      empty={all("none")}
      columns={[
        { id: "type", header: t("eventType"), value: (type) => type },
        { id: "meaning", header: t("meaning"), value: meaning },
        { id: "by", header: t("by"), value: (type) => t(OWN.test(type) ? "service" : "app") },
      ]}
    />
  );
}
