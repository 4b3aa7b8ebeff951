/** The channels of an application: set up, switch, check. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Textarea from "@cloudscape-design/components/textarea";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";

import { problemOf } from "../../api/errors";
import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ResourceTable } from "../../components/ResourceTable";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { usePages, useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { checksOf, LONG, MEMBERS, OPERATIONS, SECRET, TYPES, type ChannelName, type Stored } from "./channelTypes";
import { texts } from "./texts";

export default function Channels() {
  const t = useTexts(texts);
  const app = useApplicationId();
  useTitle(t("title"));
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      {TYPES.map((type) => (
        <Channel key={type} app={app} type={type} />
      ))}
      <Suppressions app={app} />
    </SpaceBetween>
  );
}

function Channel({ app, type }: { app: string; type: ChannelName }) {
  const t = useTexts(texts);
  const api = useApi();
  const { data, problem, reload } = useQuery<Stored | null>(async () => {
    try {
      return { ...(await OPERATIONS[type].get(api, app)) };
    } catch (error) {
      if (problemOf(error).kind === "missing") return null;
      throw error;
    }
  }, [app, type]);
  const checks = data ? checksOf(type, data) : [];
  const state = !data ? (
    <StatusIndicator type="stopped">{t("notSetUp")}</StatusIndicator>
  ) : !data["Enabled"] ? (
    <StatusIndicator type="stopped">{t("off")}</StatusIndicator>
  ) : (
    <StatusIndicator type={checks.every(({ isGood }) => isGood) ? "success" : "warning"}>{t("on")}</StatusIndicator>
  );
  return (
    <ExpandableSection variant="container" headerText={t(type)} headerInfo={data === undefined ? null : state}>
      <SpaceBetween size="m">
        <ProblemAlert problem={problem} onRetry={reload} />
        {checks.length ? (
          <div>
            <Box variant="awsui-key-label">{t("checks")}</Box>
            {checks.map(({ name, isGood }) => (
              <div key={name}>
                <StatusIndicator type={isGood ? "success" : "warning"}>{t(name)}</StatusIndicator>
              </div>
            ))}
          </div>
        ) : null}
        {data === undefined ? null : (
          <ChannelForm
            key={String(data?.["LastModifiedDate"] ?? "")}
            app={app}
            type={type}
            stored={data}
            onChanged={reload}
          />
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}

interface FormProperties {
  readonly app: string;
  readonly type: ChannelName;
  readonly stored: Stored | null;
  readonly onChanged: () => void;
}

function ChannelForm({ app, type, stored, onChanged }: FormProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const action = useAction();
  const members: readonly string[] = MEMBERS[type];
  const before: Record<string, string> = Object.fromEntries(
    members.map((member) => [member, SECRET.has(member) ? "" : String(stored?.[member] ?? "")]),
  );
  const wasEnabled = Boolean(stored?.["Enabled"] ?? true);
  const [values, setValues] = useState(before);
  const [isEnabled, setEnabled] = useState(wasEnabled);
  const [isRemoving, setRemoving] = useState(false);
  const isDirty = isEnabled !== wasEnabled || members.some((member) => values[member] !== before[member]);
  const errors = fieldErrors(action.problem, members);
  const save = async () => {
    const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    const isSaved = await action.run(() => OPERATIONS[type].update(api, app, { ...kept, Enabled: isEnabled }));
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
              <Button formAction="none" disabled={!may("administer")} onClick={() => setRemoving(true)}>
                {t("remove")}
              </Button>
            ) : null}
            <Button
              variant="primary"
              loading={action.isBusy}
              disabled={!may("administer") || (stored !== null && !isDirty)}
              ariaLabel={`${all("save")}: ${t(type)}`}
            >
              {all("save")}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="m">
          <Toggle checked={isEnabled} disabled={!may("administer")} onChange={({ detail }) => setEnabled(detail.checked)}>
            {t("enabled")}
          </Toggle>
          <ColumnLayout columns={2}>
            {members.map((member) => (
              <FormField
                key={member}
                label={t(member as keyof typeof texts)}
                description={SECRET.has(member) ? t("secretHint") : undefined}
                errorText={errors.of(member)}
              >
                {LONG.has(member) ? (
                  <Textarea
                    rows={3}
                    value={values[member] ?? ""}
                    readOnly={!may("administer")}
                    spellcheck={false}
                    onChange={({ detail }) => setValues({ ...values, [member]: detail.value })}
                  />
                ) : (
                  <Input
                    type={SECRET.has(member) ? "password" : "text"}
                    autoComplete="off"
                    value={values[member] ?? ""}
                    readOnly={!may("administer")}
                    onChange={({ detail }) => setValues({ ...values, [member]: detail.value })}
                  />
                )}
              </FormField>
            ))}
          </ColumnLayout>
          <ProblemAlert problem={errors.rest} />
        </SpaceBetween>
      </Form>
      {isRemoving ? (
        <ConfirmDelete
          name={type}
          action={t("remove")}
          onDismiss={() => setRemoving(false)}
          onConfirm={async () => {
            await OPERATIONS[type].remove(api, app);
            setRemoving(false);
            onChanged();
          }}
        />
      ) : null}
    </form>
  );
}

interface Suppression {
  readonly Address: string;
  readonly Reason?: string;
  readonly SuppressedAt?: string;
}

function Suppressions({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const pages = usePages<Suppression>(
    async ({ token, size, signal }) => {
      const answer = await api.x.get<{ Item: Suppression[]; NextToken?: string }>(
        `/apps/${label(app)}/suppressions`,
        { token, "page-size": size },
        signal,
      );
      return { items: answer.Item, token: answer.NextToken };
    },
    [app],
  );
  const release = (address: string) =>
    action.run(async () => {
      await api.x.delete(`/apps/${label(app)}/suppressions/${label(address)}`);
      pages.reload();
    });
  return (
    <SpaceBetween size="s">
      <ProblemAlert problem={action.problem} />
      <ResourceTable
        title={t("suppressed")}
        description={t("suppressedWhat")}
        headingTag="h2"
        pages={pages}
        isOptional
        trackBy={({ Address }) => Address}
        empty={t("noneSuppressed")}
        columns={[
          { id: "address", header: all("address"), value: ({ Address }) => Address },
          { id: "reason", header: t("reason"), value: ({ Reason }) => Reason },
          { id: "since", header: t("since"), value: ({ SuppressedAt }) => SuppressedAt, cell: ({ SuppressedAt }) => format.time(SuppressedAt) },
          {
            id: "actions",
            header: all("actions"),
            value: () => "",
            cell: ({ Address }) => (
              <Button
                variant="inline-link"
                ariaLabel={`${t("release")}: ${Address}`}
                disabled={!may("work")}
                onClick={() => void release(Address)}
              >
                {t("release")}
              </Button>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
