/** What people see when they follow the link to their preferences. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { SettingsForm } from "../../components/SettingsForm";
import { useQuery } from "../../components/useQuery";
import { useSettings } from "../../components/useSettings";
import { LANGUAGE_NAMES, LANGUAGES, useTexts } from "../../i18n/language";
import { LinesField } from "./LinesField";
import {
  COLOURS,
  draftOf,
  FRESH_TOPIC,
  isColour,
  isComplete,
  MOST_TOPICS,
  ONE_CLICK,
  pageOf,
  type PageDraft,
  type StoredPage,
} from "./pageDraft";
import { settingsTexts } from "./settingsTexts";
import { TopicFields } from "./TopicFields";

export function PreferencePage({ app }: { app: string }) {
  const api = useApi();
  const { data, problem, reload } = useQuery<StoredPage>(
    (signal) => api.x.get(`/apps/${label(app)}/preferences`, {}, signal),
    [app],
  );
  if (!data) return <ProblemAlert problem={problem} isOptional onRetry={reload} />;
  return <Fields app={app} stored={data} onSaved={reload} />;
}

function Fields({ app, stored, onSaved }: { app: string; stored: StoredPage; onSaved: () => void }) {
  const t = useTexts(settingsTexts);
  const api = useApi();
  const isReadOnly = !useMay()("work");
  const form = useSettings({
    stored: draftOf(stored),
    fields: ["Accent", "Background", "Text"],
    save: (values) => api.x.put(`/apps/${label(app)}/preferences`, pageOf(values)),
    onSaved,
  });
  const { values, change } = form;
  return (
    <Container header={<Header variant="h2" description={t("pageHint")}>{t("page")}</Header>}>
      <SettingsForm settings={form} mayChange={!isReadOnly} canSave={isComplete(values)} subject={t("page")}>
        <SpaceBetween size="l">
          <ColumnLayout columns={2}>
            <FormField stretch label={t("oneClick")} description={t("oneClickHint")}>
              <Select
                disabled={isReadOnly}
                selectedOption={{ value: values.oneClick, label: t(values.oneClick) }}
                options={ONE_CLICK.map((value) => ({ value, label: t(value) }))}
                onChange={({ detail }) =>
                  change({ oneClick: ONE_CLICK.find((one) => one === detail.selectedOption.value) ?? "CAMPAIGNS" })
                }
              />
            </FormField>
            <FormField stretch label={t("fallback")} description={t("fallbackHint")}>
              <Select
                disabled={isReadOnly}
                selectedOption={{ value: values.language, label: LANGUAGE_NAMES[values.language] }}
                options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
                onChange={({ detail }) =>
                  change({ language: LANGUAGES.find((one) => one === detail.selectedOption.value) ?? "en" })
                }
              />
            </FormField>
          </ColumnLayout>
          <LinesField
            label={t("pageTitle")}
            lines={values.title}
            isReadOnly={isReadOnly}
            onChange={(title) => change({ title })}
          />
          <Colours draft={values} isReadOnly={isReadOnly} onChange={change} />
          <SpaceBetween size="s">
            <Header variant="h3" description={t("topicsHint")}>
              {t("topics")}
            </Header>
            {values.topics.length === 0 ? <Box color="text-body-secondary">{t("noTopics")}</Box> : null}
            {values.topics.map((topic, place) => (
              <TopicFields
                key={place}
                topic={topic}
                number={place + 1}
                isReadOnly={isReadOnly}
                onChange={(fresh) => change({ topics: values.topics.map((one, at) => (at === place ? fresh : one)) })}
                onRemove={() => change({ topics: values.topics.filter((_, at) => at !== place) })}
              />
            ))}
            {isReadOnly ? null : (
              <Button
                formAction="none"
                iconName="add-plus"
                disabled={values.topics.length >= MOST_TOPICS}
                onClick={() => change({ topics: [...values.topics, FRESH_TOPIC] })}
              >
                {t("addTopic")}
              </Button>
            )}
          </SpaceBetween>
        </SpaceBetween>
      </SettingsForm>
    </Container>
  );
}

interface ColourProperties {
  readonly draft: PageDraft;
  readonly isReadOnly: boolean;
  readonly onChange: (facts: Partial<PageDraft>) => void;
}

function Colours({ draft: { colours }, isReadOnly, onChange }: ColourProperties) {
  const t = useTexts(settingsTexts);
  const isShown = COLOURS.every((name) => isColour(colours[name]));
  return (
    <ColumnLayout columns={4}>
      {COLOURS.map((name) => (
        <FormField stretch key={name} label={t(name)} errorText={isColour(colours[name]) ? undefined : t("colourRule")}>
          <Input
            value={colours[name]}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ colours: { ...colours, [name]: detail.value.trim() } })}
          />
        </FormField>
      ))}
      {isShown ? (
        <div
          className="pw-swatch"
          aria-hidden="true"
          style={{ background: colours.Background, color: colours.Text, borderColor: colours.Accent }}
        >
          <span>{t("sample")}</span>
          <span style={{ background: colours.Accent }} />
        </div>
      ) : null}
    </ColumnLayout>
  );
}
