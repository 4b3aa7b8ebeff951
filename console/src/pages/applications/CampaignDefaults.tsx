/** Defaults for campaigns: limits, quiet time and the hook. */
import {
  GetApplicationSettingsCommand,
  UpdateApplicationSettingsCommand,
  type ApplicationSettingsResource,
  type Mode,
} from "@aws-sdk/client-pinpoint";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";

import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { SettingsForm } from "../../components/SettingsForm";
import { useQuery } from "../../components/useQuery";
import { useSettings } from "../../components/useSettings";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { defaultsOf, LIMITS, MODES, requestOf } from "./defaults";
import { settingsTexts } from "./settingsTexts";

const FIELDS = [...LIMITS, "QuietTime.Start", "QuietTime.End", "QuietTime", "LambdaFunctionName", "WebUrl", "Mode"];

export function CampaignDefaults({ app }: { app: string }) {
  const api = useApi();
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetApplicationSettingsCommand({ ApplicationId: app }))).ApplicationSettingsResource,
    [app],
  );
  if (!data) return problem ? <ProblemAlert problem={problem} onRetry={reload} /> : <Spinner />;
  return <Fields app={app} stored={data} onSaved={reload} />;
}

interface Properties {
  readonly app: string;
  readonly stored: ApplicationSettingsResource;
  readonly onSaved: () => void;
}

function Fields({ app, stored, onSaved }: Properties) {
  const t = useTexts(settingsTexts);
  const all = useTexts(common);
  const api = useApi();
  const isReadOnly = !useMay()("administer");
  const form = useSettings({
    stored: defaultsOf(stored),
    fields: FIELDS,
    save: (values) =>
      api.send(
        new UpdateApplicationSettingsCommand({
          ApplicationId: app,
          WriteApplicationSettingsRequest: requestOf(values),
        }),
      ),
    onSaved,
  });
  const { values, change, errorOf } = form;
  const modeOption = (mode: Mode | undefined) => ({ value: mode ?? "", label: mode ? t(mode) : all("none") });
  return (
    <Container header={<Header variant="h2" description={t("defaultsHint")}>{t("defaults")}</Header>}>
      <SettingsForm settings={form} mayChange={!isReadOnly} subject={t("defaults")}>
        <SpaceBetween size="l">
          <SpaceBetween size="s">
            <Header variant="h3" description={t("noLimit")}>
              {t("limits")}
            </Header>
            <ColumnLayout columns={3}>
              {LIMITS.map((name) => (
                <FormField stretch key={name} label={t(name)} description={t(`${name}_what`)} errorText={errorOf(name)}>
                  <Input
                    type="number"
                    inputMode="numeric"
                    value={values.limits[name]}
                    readOnly={isReadOnly}
                    onChange={({ detail }) => change({ limits: { ...values.limits, [name]: detail.value } })}
                  />
                </FormField>
              ))}
            </ColumnLayout>
          </SpaceBetween>
          <SpaceBetween size="s">
            <Header variant="h3" description={t("quietHint")}>
              {t("quietTime")}
            </Header>
            <ColumnLayout columns={3}>
              <FormField stretch label={t("from")} errorText={errorOf("QuietTime.Start") ?? errorOf("QuietTime")}>
                <Input
                  value={values.quietStart}
                  placeholder="22:00"
                  readOnly={isReadOnly}
                  onChange={({ detail }) => change({ quietStart: detail.value.trim() })}
                />
              </FormField>
              <FormField stretch label={t("until")} errorText={errorOf("QuietTime.End")}>
                <Input
                  value={values.quietEnd}
                  placeholder="08:00"
                  readOnly={isReadOnly}
                  onChange={({ detail }) => change({ quietEnd: detail.value.trim() })}
                />
              </FormField>
            </ColumnLayout>
          </SpaceBetween>
          <SpaceBetween size="s">
            <Header variant="h3" description={t("hookHint")}>
              {t("hook")}
            </Header>
            <ColumnLayout columns={3}>
              <FormField stretch label={t("mode")} errorText={errorOf("Mode")}>
                <Select
                  selectedOption={modeOption(values.mode)}
                  disabled={isReadOnly}
                  options={[undefined, ...MODES].map(modeOption)}
                  onChange={({ detail }) => change({ mode: MODES.find((mode) => mode === detail.selectedOption.value) })}
                />
              </FormField>
              <FormField stretch label={t("lambda")} errorText={errorOf("LambdaFunctionName")}>
                <Input
                  value={values.lambda}
                  readOnly={isReadOnly}
                  onChange={({ detail }) => change({ lambda: detail.value.trim() })}
                />
              </FormField>
              <FormField stretch label={t("webUrl")} errorText={errorOf("WebUrl")}>
                <Input
                  value={values.webUrl}
                  placeholder="https://"
                  readOnly={isReadOnly}
                  onChange={({ detail }) => change({ webUrl: detail.value.trim() })}
                />
              </FormField>
            </ColumnLayout>
          </SpaceBetween>
        </SpaceBetween>
      </SettingsForm>
    </Container>
  );
}
