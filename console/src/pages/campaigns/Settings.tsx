/** How a campaign is set up: treatments, contents, schedules, limits. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { To } from "../../components/Links";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { templatePath } from "../templates/Templates";
import type { PartProperties } from "./CampaignPage";
import { pieceOf } from "./content";
import { draftOf, limitsFor, shareOf } from "./draft";
import { resultTexts } from "./resultTexts";
import { texts } from "./texts";
import { useScheduleWords } from "./useScheduleWords";
import { useTreatmentNames } from "./useTreatmentNames";

export function Settings({ campaign }: PartProperties) {
  const t = useTexts(texts);
  const r = useTexts(resultTexts);
  const all = useTexts(common);
  const format = useFormat();
  const nameOf = useTreatmentNames(campaign);
  const scheduleWords = useScheduleWords();
  const draft = draftOf(campaign);
  const own = campaign.AdditionalTreatments ?? [];
  const limits = limitsFor(draft.kind)
    .filter((name) => draft.limits[name])
    .map((name) => ({ label: t(name), value: format.number(Number(draft.limits[name])) }));
  return (
    <SpaceBetween size="l">
      {draft.treatments.map((treatment, index) => {
        const schedule = index === 0 ? undefined : own[index - 1]?.Schedule;
        return (
          <Container
            key={index}
            header={
              <Header variant="h2" counter={draft.treatments.length > 1 ? `(${format.share(shareOf(draft, index) / 100)})` : ""}>
                {draft.treatments.length > 1 ? nameOf(String(index)) : t("stepContent")}
              </Header>
            }
          >
            <KeyValuePairs
              columns={3}
              items={[
                ...draft.channels.map((channel) => {
                  const { source, template, version } = pieceOf(treatment, channel);
                  const isNamed = source === "template" && channel !== "CUSTOM";
                  return {
                    label: t(channel),
                    value: isNamed ? (
                      <To path={templatePath(channel, template)}>
                        {version ? `${template} (${t("versionNumber", { n: version })})` : template}
                      </To>
                    ) : (
                      t(`source_${source}`)
                    ),
                  };
                }),
                ...(schedule ? scheduleWords(schedule) : []),
              ]}
            />
          </Container>
        );
      })}
      {campaign.Schedule ? (
        <Container header={<Header variant="h2">{t("stepSchedule")}</Header>}>
          <KeyValuePairs columns={3} items={[...scheduleWords(campaign.Schedule)]} />
        </Container>
      ) : null}
      <Container header={<Header variant="h2">{r("more")}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t("holdout"), value: format.share((campaign.HoldoutPercent ?? 0) / 100) },
            ...limits,
            ...(draft.kind === "inapp" ? [{ label: t("priority"), value: draft.priority || "5" }] : []),
            ...(draft.hook.target === "none" ? [] : [{ label: t("hook"), value: draft.hook.value }]),
            { label: all("created"), value: format.time(campaign.CreationDate) },
            { label: all("changed"), value: format.time(campaign.LastModifiedDate) },
            { label: all("version"), value: campaign.Version },
            { label: all("id"), value: campaign.Id },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
