/** How much at most: messages for a person, speed, duration; and who goes first in the app. */
import { GetApplicationSettingsCommand } from "@aws-sdk/client-pinpoint";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";

import { useApi } from "../../app/context";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { limitsFor } from "./draft";
import { texts } from "./texts";

const PRIORITIES = ["1", "2", "3", "4", "5"] as const;
const LOWEST = "5";

export function Limits({ app, draft, change, errorOf }: StepProperties) {
  const t = useTexts(texts);
  const format = useFormat();
  const general = useDefaults(app)?.Limits;
  const priority = draft.priority || LOWEST;
  return (
    <Container header={<Header variant="h2" description={t("limitsHint")}>{t("limits")}</Header>}>
      <ColumnLayout columns={2}>
        {limitsFor(draft.kind).map((name) => (
          <FormField key={name} label={t(name)} description={t(`${name}Hint`)} errorText={errorOf(`Limits.${name}`)}>
            <Input
              type="number"
              inputMode="numeric"
              value={draft.limits[name] ?? ""}
              placeholder={general?.[name] ? t("limitDefault", { n: format.number(general[name]) }) : t("noLimit")}
              onChange={({ detail }) => change({ limits: { ...draft.limits, [name]: detail.value } })}
            />
          </FormField>
        ))}
        {draft.kind === "inapp" ? (
          <FormField label={t("priority")} description={t("priorityHint")} errorText={errorOf("Priority")}>
            <Select
              selectedOption={{ value: priority, label: t(`priority${priority as "1"}`) }}
              options={PRIORITIES.map((value) => ({ value, label: t(`priority${value}`) }))}
              onChange={({ detail }) => change({ priority: detail.selectedOption.value ?? "" })}
            />
          </FormField>
        ) : null}
      </ColumnLayout>
    </Container>
  );
}

/** What the application has for campaigns that say nothing of their own. */
export function useDefaults(app: string) {
  const api = useApi();
  const { data } = useQuery(
    async () =>
      (await api.send(new GetApplicationSettingsCommand({ ApplicationId: app }))).ApplicationSettingsResource,
    [app],
  );
  return data;
}
