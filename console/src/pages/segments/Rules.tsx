/** A segment's rules in words. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { inApp, To } from "../../components/Links";
import { useTexts } from "../../i18n/language";
import type { Criterion, Draft } from "./definition";
import { texts } from "./texts";

export function useSentence(): (criterion: Criterion) => string {
  const t = useTexts(texts);
  return ({ kind, name, operator, values, value, latitude, longitude, kilometers }) => {
    const word = operator in texts ? t(operator as keyof typeof texts) : operator;
    const subject = name ? `${t(kind)} “${name}”` : t(kind);
    if (kind === "gps") return `${subject} ${word} ${kilometers} km: ${latitude}, ${longitude}`;
    if (kind === "recency") return `${subject} ${word} ${value in texts ? t(value as keyof typeof texts) : value}`;
    return `${subject} ${word} ${kind === "metric" ? value : values.join(" | ")}`;
  };
}

export function Rules({ app, draft, names }: { app: string; draft: Draft; names?: ReadonlyMap<string, string> }) {
  const t = useTexts(texts);
  const sentence = useSentence();
  const hasRules = draft.groups.some(({ sources, sets }) => sources.length > 0 || sets.some((set) => set.length > 0));
  if (!hasRules) return <Box>{t("everybody")}</Box>;
  return (
    <SpaceBetween size="m">
      {draft.groups.length > 1 ? (
        <Box variant="strong">
          {t("include")} {t(`INCLUDE_${draft.include}`)}
        </Box>
      ) : null}
      {draft.groups.map((group, index) => (
        <div key={index}>
          {draft.groups.length > 1 ? <Box variant="h3">{t("group", { n: index + 1 })}</Box> : null}
          {group.sources.length ? (
            <div>
              {t("startFrom")} {t(`SOURCE_${group.sourceType}`)}:{" "}
              {group.sources.map(({ id, version }, place) => (
                <span key={id}>
                  {place ? ", " : ""}
                  <To path={inApp(app, "segments", id)}>{names?.get(id) ?? id}</To>
                  {version ? ` (${version})` : ""}
                </span>
              ))}
            </div>
          ) : null}
          {group.sets.length > 1 || group.type === "NONE" ? (
            <div>
              {t("match")} {t(`MATCH_${group.type}`)}
            </div>
          ) : null}
          {group.sets.map((set, place) => (
            <ul key={place}>
              {set.map((criterion, number) => (
                <li key={number}>{sentence(criterion)}</li>
              ))}
            </ul>
          ))}
        </div>
      ))}
    </SpaceBetween>
  );
}
