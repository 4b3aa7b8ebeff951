/** An application's settings: the defaults of its campaigns. */
import {
  GetApplicationSettingsCommand,
  UpdateApplicationSettingsCommand,
  type ApplicationSettingsResource,
} from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";

import { useMay, useSurroundings, useApi } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

const LIMITS = ["Daily", "Total", "MessagesPerSecond", "MaximumDuration"] as const;
const FIELDS = [...LIMITS, "QuietTime.Start", "QuietTime.End", "QuietTime", "LambdaFunctionName", "WebUrl", "Mode"];

type Draft = Record<string, string>;

export default function Settings() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const api = useApi();
  useTitle(t("settings"));
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetApplicationSettingsCommand({ ApplicationId: app }))).ApplicationSettingsResource,
    [app],
  );
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("settingsHint")}>
        {t("settings")}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {data ? <Fields key={data.LastModifiedDate ?? ""} app={app} stored={data} onSaved={reload} /> : problem ? null : <Spinner />}
    </SpaceBetween>
  );
}

function Fields({
  app,
  stored,
  onSaved,
}: {
  app: string;
  stored: ApplicationSettingsResource;
  onSaved: () => void;
}) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const action = useAction();
  const before = draftOf(stored);
  const [draft, setDraft] = useState(before);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before);
  const errors = fieldErrors(action.problem, FIELDS);
  const labels = {
    Daily: t("daily"),
    Total: t("total"),
    MessagesPerSecond: t("perSecond"),
    MaximumDuration: t("duration"),
  };
  const save = async () => {
    const isSaved = await action.run(() =>
      api.send(
        new UpdateApplicationSettingsCommand({ ApplicationId: app, WriteApplicationSettingsRequest: requestOf(draft) }),
      ),
    );
    if (isSaved) {
      notify({ type: "success", content: all("saved") });
      onSaved();
    }
  };
  const input = (name: string, label: string, type: "number" | "text" = "text", placeholder = "") => (
    <FormField label={label} errorText={errors.of(name)}>
      <Input
        type={type}
        value={draft[name] ?? ""}
        placeholder={placeholder}
        readOnly={!may("administer")}
        onChange={({ detail }) => setDraft({ ...draft, [name]: detail.value })}
      />
    </FormField>
  );
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
          <Button variant="primary" loading={action.isBusy} disabled={!isDirty || !may("administer")}>
            {all("save")}
          </Button>
        }
      >
        <SpaceBetween size="l">
          <ProblemAlert problem={errors.rest} />
          <Container header={<Header variant="h2" description={t("noLimit")}>{t("limits")}</Header>}>
            <ColumnLayout columns={2}>
              {LIMITS.map((name) => (
                <div key={name}>{input(name, labels[name], "number")}</div>
              ))}
            </ColumnLayout>
          </Container>
          <Container header={<Header variant="h2" description={t("quietHint")}>{t("quietTime")}</Header>}>
            <ColumnLayout columns={2}>
              {input("QuietTime.Start", t("from"), "text", "22:00")}
              {input("QuietTime.End", t("until"), "text", "08:00")}
            </ColumnLayout>
          </Container>
          <Container header={<Header variant="h2" description={t("hookHint")}>{t("hook")}</Header>}>
            <ColumnLayout columns={2}>
              {input("LambdaFunctionName", t("lambda"))}
              {input("WebUrl", t("webUrl"))}
              <FormField label={t("mode")} errorText={errors.of("Mode")}>
                <Select
                  selectedOption={{ value: draft["Mode"] ?? "", label: draft["Mode"] || all("none") }}
                  disabled={!may("administer")}
                  options={[{ value: "", label: all("none") }, { value: "FILTER" }, { value: "DELIVERY" }]}
                  onChange={({ detail }) => setDraft({ ...draft, Mode: detail.selectedOption.value ?? "" })}
                />
              </FormField>
            </ColumnLayout>
          </Container>
        </SpaceBetween>
      </Form>
    </form>
  );
}

function draftOf(stored: ApplicationSettingsResource): Draft {
  const text = (value: string | number | undefined) => (value === undefined ? "" : String(value));
  return {
    ...Object.fromEntries(LIMITS.map((name) => [name, text(stored.Limits?.[name])])),
    "QuietTime.Start": text(stored.QuietTime?.Start),
    "QuietTime.End": text(stored.QuietTime?.End),
    LambdaFunctionName: text(stored.CampaignHook?.LambdaFunctionName),
    WebUrl: text(stored.CampaignHook?.WebUrl),
    Mode: text(stored.CampaignHook?.Mode),
  };
}

function requestOf(draft: Draft) {
  const limits = LIMITS.filter((name) => draft[name]).map((name) => [name, Number(draft[name])] as const);
  return {
    Limits: Object.fromEntries(limits),
    QuietTime: { Start: draft["QuietTime.Start"] || undefined, End: draft["QuietTime.End"] || undefined },
    CampaignHook: {
      LambdaFunctionName: draft["LambdaFunctionName"] || undefined,
      WebUrl: draft["WebUrl"] || undefined,
      Mode: (draft["Mode"] || undefined) as "FILTER" | undefined,
    },
  };
}
