/** When bounces and complaints stop a campaign. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { SettingsForm } from "../../components/SettingsForm";
import { useQuery } from "../../components/useQuery";
import { useSettings } from "../../components/useSettings";
import { useTexts } from "../../i18n/language";
import { settingsTexts } from "./settingsTexts";

const MEMBERS = ["BouncePercent", "ComplaintPercent", "MinimumMessages"] as const;
type Breaker = Readonly<Record<(typeof MEMBERS)[number], number>>;

export function CircuitBreaker({ app }: { app: string }) {
  const api = useApi();
  const { data, problem, reload } = useQuery<Breaker>(
    (signal) => api.x.get(`/apps/${label(app)}/circuit-breaker`, {}, signal),
    [app],
  );
  if (!data) return <ProblemAlert problem={problem} isOptional onRetry={reload} />;
  return <Fields app={app} stored={data} onSaved={reload} />;
}

function Fields({ app, stored, onSaved }: { app: string; stored: Breaker; onSaved: () => void }) {
  const t = useTexts(settingsTexts);
  const api = useApi();
  const isReadOnly = !useMay()("work");
  const form = useSettings({
    stored: {
      BouncePercent: String(stored.BouncePercent),
      ComplaintPercent: String(stored.ComplaintPercent),
      MinimumMessages: String(stored.MinimumMessages),
    },
    fields: MEMBERS,
    save: (values) => {
      const given = MEMBERS.filter((member) => values[member] !== "").map((member) => [member, Number(values[member])]);
      return api.x.put(`/apps/${label(app)}/circuit-breaker`, Object.fromEntries(given));
    },
    onSaved,
  });
  return (
    <Container header={<Header variant="h2" description={t("breakerHint")}>{t("breaker")}</Header>}>
      <SettingsForm settings={form} mayChange={!isReadOnly} subject={t("breaker")}>
        <ColumnLayout columns={3}>
          {MEMBERS.map((member) => (
            <FormField stretch key={member} label={t(member)} description={t(`${member}_what`)} errorText={form.errorOf(member)}>
              <Input
                type="number"
                inputMode="decimal"
                step={member === "MinimumMessages" ? 1 : 0.1}
                value={form.values[member]}
                readOnly={isReadOnly}
                onChange={({ detail }) => form.change({ [member]: detail.value })}
              />
            </FormField>
          ))}
        </ColumnLayout>
      </SettingsForm>
    </Container>
  );
}
