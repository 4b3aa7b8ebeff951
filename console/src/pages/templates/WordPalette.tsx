/** Variables and helpers to click; they land at the cursor of the field that was written in last. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";

import type { KnownNames } from "../../components/useKnownNames";
import { useTexts } from "../../i18n/language";
import { HELPERS, LINKS, MEMBERS, ownWords, type Word } from "./palette";
import { texts } from "./texts";
import type { TemplateType } from "./types";

interface Properties {
  readonly type: TemplateType;
  readonly known: KnownNames;
  /** Names are about to be chosen: read which there are. */
  readonly onOpen: () => void;
  readonly onChoose: (text: string) => void;
}

export function WordPalette({ type, known, onOpen, onChoose }: Properties) {
  const t = useTexts(texts);
  const own = ownWords(known);
  return (
    <ExpandableSection headerText={t("palette")} headerDescription={t("paletteHint")} onChange={onOpen}>
      <SpaceBetween size="s">
        {own.length ? <Words title={t("ownWords")} words={own} onChoose={onChoose} /> : null}
        <Words title={t("memberWords")} words={MEMBERS} onChoose={onChoose} />
        {type === "EMAIL" ? <Words title={t("linkWords")} words={LINKS} onChoose={onChoose} /> : null}
        <Words title={t("conditions")} words={HELPERS.conditions} onChoose={onChoose} />
        <Words title={t("words")} words={HELPERS.words} onChoose={onChoose} />
        <Words title={t("dates")} words={HELPERS.dates} onChoose={onChoose} />
        <Words title={t("numbers")} words={HELPERS.numbers} onChoose={onChoose} />
        <Words title={t("codes")} words={HELPERS.codes} onChoose={onChoose} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

interface Group {
  readonly title: string;
  readonly words: readonly Word[];
  readonly onChoose: (text: string) => void;
}

function Words({ title, words, onChoose }: Group) {
  return (
    <div role="group" aria-label={title}>
      <Box variant="awsui-key-label">{title}</Box>
      <div className="pw-words">
        {words.map(({ label, text }) => (
          <Button key={label} variant="inline-link" formAction="none" onClick={() => onChoose(text)}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}
