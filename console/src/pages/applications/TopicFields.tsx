/** One topic of the preference page. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { LinesField } from "./LinesField";
import type { Topic } from "./pageDraft";
import { settingsTexts } from "./settingsTexts";

interface Properties {
  readonly topic: Topic;
  readonly number: number;
  readonly isReadOnly: boolean;
  readonly onChange: (topic: Topic) => void;
  readonly onRemove: () => void;
}

export function TopicFields({ topic, number, isReadOnly, onChange, onRemove }: Properties) {
  const t = useTexts(settingsTexts);
  const all = useTexts(common);
  const heading = t("topic", { n: number });
  return (
    <Container
      header={
        <Header
          variant="h3"
          actions={
            isReadOnly ? null : (
              <Button formAction="none" ariaLabel={`${all("remove")}: ${heading}`} onClick={onRemove}>
                {all("remove")}
              </Button>
            )
          }
        >
          {heading}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField stretch label={t("attribute")} description={t("attributeHint")}>
          <Input
            value={topic.attribute}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ ...topic, attribute: detail.value })}
          />
        </FormField>
        <LinesField
          label={t("topicTitle")}
          lines={topic.title}
          isReadOnly={isReadOnly}
          onChange={(title) => onChange({ ...topic, title })}
        />
        <LinesField
          label={all("description")}
          lines={topic.description}
          isReadOnly={isReadOnly}
          onChange={(description) => onChange({ ...topic, description })}
        />
        <Toggle
          checked={topic.isWanted}
          disabled={isReadOnly}
          onChange={({ detail }) => onChange({ ...topic, isWanted: detail.checked })}
        >
          {t("wanted")}
        </Toggle>
      </SpaceBetween>
    </Container>
  );
}
