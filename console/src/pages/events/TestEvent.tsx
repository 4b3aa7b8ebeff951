/** Sends one event through PutEvents, as an app would. */
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
import { useState } from "react";

import { useApi, useMay } from "../../app/context";
import { inApp, To } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import { useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "./eventTypes";
import { numbersIn, textsIn } from "./testEvent";
import { texts } from "./texts";

interface Result {
  readonly isAccepted: boolean;
  readonly endpoint: string;
  readonly message: string;
}

export function TestEvent({ app, onSent }: { app: string; onSent: () => void }) {
  const t = useTexts(texts);
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const [type, setType] = useState("_test.event");
  const [endpoint, setEndpoint] = useState("");
  const [attributes, setAttributes] = useState("{}");
  const [metrics, setMetrics] = useState("{}");
  const [result, setResult] = useState<Result>();
  const read = { attributes: textsIn(attributes), metrics: numbersIn(metrics) };
  const isReady = Boolean(type && endpoint && read.attributes && read.metrics && may("work"));
  const send = () =>
    action.run(async () => {
      setResult(undefined);
      const id = crypto.randomUUID();
      const event = {
        EventType: type,
        Timestamp: new Date().toISOString(),
        Attributes: read.attributes,
        Metrics: read.metrics,
      };
      const answer = await api.send(
        new PutEventsCommand({
          ApplicationId: app,
          EventsRequest: { BatchItem: { [endpoint]: { Endpoint: {}, Events: { [id]: event } } } },
        }),
      );
      const outcome = answer.EventsResponse?.Results?.[endpoint]?.EventsItemResponse?.[id];
      setResult({ isAccepted: outcome?.StatusCode === 202, endpoint, message: outcome?.Message ?? "" });
      onSent();
    });
  return (
    <Container header={<Header variant="h2" description={t("sendTestHint")}>{t("sendTest")}</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !action.isBusy) void send();
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
          <FormField label={t("attributes")} errorText={read.attributes ? undefined : t("badTexts")}>
            <Textarea rows={3} value={attributes} onChange={({ detail }) => setAttributes(detail.value)} />
          </FormField>
          <FormField label={t("metrics")} errorText={read.metrics ? undefined : t("badNumbers")}>
            <Textarea rows={2} value={metrics} onChange={({ detail }) => setMetrics(detail.value)} />
          </FormField>
          <Button variant="primary" disabled={!isReady} loading={action.isBusy}>
            {t("send")}
          </Button>
          {result ? (
            <Alert
              type={result.isAccepted ? "success" : "error"}
              header={t(result.isAccepted ? "accepted" : "notAccepted")}
            >
              {result.isAccepted ? (
                <To path={inApp(app, "audience", "endpoints", result.endpoint)}>{t("itsHistory")}</To>
              ) : (
                result.message
              )}
            </Alert>
          ) : null}
          <ProblemAlert problem={action.problem} />
        </SpaceBetween>
      </form>
    </Container>
  );
}
