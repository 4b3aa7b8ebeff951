/** A segment's rules in words. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { inApp, To } from "../../components/Links";
import { useTexts } from "../../i18n/language";
import type { Draft, Group } from "./definition";
import { texts } from "./texts";
import { hasRules, sentenceOf } from "./words";

interface Properties {
  readonly app: string;
  readonly draft: Draft;
  readonly names?: ReadonlyMap<string, string>;
}

export function Rules({ app, draft, names }: Properties) {
  const t = useTexts(texts);
  if (!hasRules(draft)) return <Box>{t("everybody")}</Box>;
  const isSeveral = draft.groups.length > 1;
  return (
    <SpaceBetween size="m">
      {isSeveral || draft.include === "NONE" ? (
        <Box variant="strong">
          {t("include")} {t(`INCLUDE_${draft.include}`)}
        </Box>
      ) : null}
      {draft.groups.map((group, index) => (
        <div key={index}>
          {isSeveral ? <Box variant="h3">{t("group", { n: index + 1 })}</Box> : null}
          <GroupRules app={app} group={group} names={names} />
        </div>
      ))}
    </SpaceBetween>
  );
}

interface GroupProperties {
  readonly app: string;
  readonly group: Group;
  readonly names: ReadonlyMap<string, string> | undefined;
}

function GroupRules({ app, group, names }: GroupProperties) {
  const t = useTexts(texts);
  const sets = group.sets.filter((set) => set.length > 0);
  if (!group.sources.length && !sets.length) return <>{t("everybody")}</>;
  return (
    <>
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
      {sets.length > 1 || group.type === "NONE" ? (
        <div>
          {t(group.sources.length ? "match" : "matchAlone")} {t(`MATCH_${group.type}`)}
        </div>
      ) : null}
      {sets.map((set, place) => (
        <div key={place}>
          {sets.length > 1 ? t("set", { n: place + 1 }) : null}
          <ul className="pw-links">
            {set.map((criterion, number) => (
              <li key={number}>{sentenceOf(t, criterion)}</li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
