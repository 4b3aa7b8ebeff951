/** The application's event stream: connect it, and see how delivery goes. */
import {
  DeleteEventStreamCommand,
  GetEventStreamCommand,
  PutEventStreamCommand,
  type EventStream,
} from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";

import { problemOf } from "../../api/errors";
import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

export default function Stream() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const api = useApi();
  useTitle(t("title"));
  const { data, problem, reload } = useQuery<EventStream | null>(async () => {
    try {
      return (await api.send(new GetEventStreamCommand({ ApplicationId: app }))).EventStream ?? null;
    } catch (error) {
      if (problemOf(error).kind === "missing") return null;
      throw error;
    }
  }, [app]);
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {data === undefined ? (
        problem ? null : (
          <Spinner />
        )
      ) : (
        <Connection key={data?.DestinationStreamArn ?? ""} app={app} stored={data} onChanged={reload} />
      )}
      {data ? <Delivery app={app} /> : null}
    </SpaceBetween>
  );
}

function Connection({ app, stored, onChanged }: { app: string; stored: EventStream | null; onChanged: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const action = useAction();
  const before = { arn: stored?.DestinationStreamArn ?? "", role: stored?.RoleArn ?? "" };
  const [arn, setArn] = useState(before.arn);
  const [role, setRole] = useState(before.role);
  const [isLeaving, setLeaving] = useState(false);
  const isDirty = arn !== before.arn || role !== before.role;
  const errors = fieldErrors(action.problem, ["DestinationStreamArn", "RoleArn"]);
  const save = async () => {
    const WriteEventStream = { DestinationStreamArn: arn, RoleArn: role };
    const isSaved = await action.run(() => api.send(new PutEventStreamCommand({ ApplicationId: app, WriteEventStream })));
    if (!isSaved) return;
    notify({ type: "success", content: all("saved") });
    onChanged();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <UnsavedGuard isDirty={isDirty} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {stored ? (
              <Button formAction="none" disabled={!may("administer")} onClick={() => setLeaving(true)}>
                {t("disconnect")}
              </Button>
            ) : null}
            <Button variant="primary" loading={action.isBusy} disabled={!isDirty || !may("administer")}>
              {stored ? all("save") : t("connect")}
            </Button>
          </SpaceBetween>
        }
      >
        <Container>
          <SpaceBetween size="m">
            {stored ? null : t("none")}
            <FormField label={t("arn")} errorText={errors.of("DestinationStreamArn")}>
              <Input
                value={arn}
                placeholder="arn:aws:kinesis:eu-central-1:123456789012:stream/events"
                readOnly={!may("administer")}
                onChange={({ detail }) => setArn(detail.value.trim())}
              />
            </FormField>
            <FormField label={t("role")} errorText={errors.of("RoleArn")}>
              <Input
                value={role}
                placeholder="arn:aws:iam::123456789012:role/events"
                readOnly={!may("administer")}
                onChange={({ detail }) => setRole(detail.value.trim())}
              />
            </FormField>
            <ProblemAlert problem={errors.rest} />
          </SpaceBetween>
        </Container>
      </Form>
      {isLeaving && stored ? (
        <ConfirmDelete
          name={stored.DestinationStreamArn!.split(/[/:]/).at(-1)!}
          action={t("disconnect")}
          onDismiss={() => setLeaving(false)}
          onConfirm={async () => {
            await api.send(new DeleteEventStreamCommand({ ApplicationId: app }));
            setLeaving(false);
            onChanged();
          }}
        />
      ) : null}
    </form>
  );
}

interface StreamStatus {
  readonly State: "NONE" | "IDLE" | "DELIVERING" | "FAILING";
  readonly Delivered: number;
  readonly Failed: number;
  readonly LastError: string | null;
  readonly LastErrorTime: string | null;
}

const SIGNS = { NONE: "stopped", IDLE: "pending", DELIVERING: "success", FAILING: "error" } as const;

function Delivery({ app }: { app: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery<StreamStatus>(
    (signal) => api.x.get(`/apps/${label(app)}/eventstream/status`, {}, signal),
    [app],
  );
  return (
    <Container header={<Header variant="h2">{t("delivery")}</Header>}>
      <ProblemAlert problem={problem} isOptional />
      {data ? (
        <KeyValuePairs
          columns={4}
          items={[
            {
              label: t("delivery"),
              value: <StatusIndicator type={SIGNS[data.State]}>{t(data.State)}</StatusIndicator>,
            },
            { label: t("delivered"), value: format.number(data.Delivered) },
            { label: t("failed"), value: format.number(data.Failed) },
            {
              label: t("lastError"),
              value: data.LastError ? `${data.LastError} (${format.time(data.LastErrorTime ?? undefined)})` : "–",
            },
          ]}
        />
      ) : null}
    </Container>
  );
}
