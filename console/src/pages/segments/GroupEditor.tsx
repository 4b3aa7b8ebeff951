/** One group of a segment: where it starts from, and its sets of rules. */
import type { SegmentResponse } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import type { KnownNames } from "../../components/useKnownNames";
import { useTexts } from "../../i18n/language";
import { CriterionEditor } from "./CriterionEditor";
import { collides, newCriterion, quantifier, QUANTIFIERS, type Criterion, type Group } from "./definition";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly number: number;
  readonly group: Group;
  readonly segments: readonly SegmentResponse[];
  readonly known: KnownNames;
  /** Names are about to be chosen: read which there are. */
  readonly onNames: () => void;
  readonly showGaps: boolean;
  readonly onChange: (group: Group) => void;
  readonly onRemove: (() => void) | undefined;
}

export function GroupEditor({ app, number, group, segments, known, onNames, showGaps, onChange, onRemove }: Properties) {
  const t = useTexts(texts);
  const names = new Map(segments.map(({ Id, Name }) => [Id!, Name || Id!]));
  const setSet = (index: number, set: readonly Criterion[]) =>
    onChange({ ...group, sets: group.sets.map((old, place) => (place === index ? set : old)) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            onRemove ? (
              <Button
                formAction="none"
                iconName="remove"
                ariaLabel={t("removeGroup", { n: number })}
                onClick={onRemove}
              />
            ) : undefined
          }
        >
          {t("group", { n: number })}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          <FormField label={t("sources")} description={group.sources.length ? undefined : t("allEndpoints")}>
            <Multiselect
              selectedOptions={group.sources.map(({ id }) => ({ value: id, label: names.get(id) ?? id }))}
              options={segments.map(({ Id, Name }) => ({ value: Id!, label: Name || Id! }))}
              filteringType="auto"
              placeholder={t("allEndpoints")}
              onChange={({ detail }) =>
                onChange({
                  ...group,
                  sources: detail.selectedOptions.map(
                    ({ value }) => group.sources.find(({ id }) => id === value) ?? { id: value! },
                  ),
                })
              }
            />
          </FormField>
          {group.sources.length > 0 ? (
            <FormField label={t("startFrom")}>
              <Select
                selectedOption={{ value: group.sourceType, label: t(`SOURCE_${group.sourceType}`) }}
                options={QUANTIFIERS.map((value) => ({ value, label: t(`SOURCE_${value}`) }))}
                onChange={({ detail }) =>
                  onChange({ ...group, sourceType: quantifier(detail.selectedOption.value) })
                }
              />
            </FormField>
          ) : null}
          <FormField label={t("match")}>
            <Select
              selectedOption={{ value: group.type, label: t(`MATCH_${group.type}`) }}
              options={QUANTIFIERS.map((value) => ({ value, label: t(`MATCH_${value}`) }))}
              onChange={({ detail }) => onChange({ ...group, type: quantifier(detail.selectedOption.value) })}
            />
          </FormField>
        </ColumnLayout>
        {group.sets.map((set, index) => (
          <div key={index} className="pw-set">
            <SpaceBetween size="s">
              {group.sets.length > 1 ? <Box variant="h3">{t("set", { n: index + 1 })}</Box> : null}
              {set.map((criterion, place) => (
                <CriterionEditor
                  key={place}
                  app={app}
                  criterion={criterion}
                  known={known}
                  onNames={onNames}
                  showGaps={showGaps}
                  onChange={(changed) => setSet(index, set.map((old, at) => (at === place ? changed : old)))}
                  onRemove={() => setSet(index, set.filter((_, at) => at !== place))}
                />
              ))}
              {collides(set, group.type) ? <Box color="text-status-error">{t("twice")}</Box> : null}
              <Button
                formAction="none"
                iconName="add-plus"
                onClick={() => setSet(index, [...set, newCriterion("attribute")])}
              >
                {t("addRule")}
              </Button>
            </SpaceBetween>
          </div>
        ))}
        <Button
          formAction="none"
          variant="inline-link"
          iconName="add-plus"
          onClick={() => onChange({ ...group, sets: [...group.sets, []] })}
        >
          {t("addSet")}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
