/** Hear how a script will be spoken. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useEffect, useState } from "react";

import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { fieldErrors, useAction } from "../../components/useAction";
import { useLanguage, useTexts } from "../../i18n/language";
import { texts } from "./texts";
import { SPOKEN_LANGUAGES, spokenLanguage } from "./voices";

interface Spoken {
  readonly ContentType: string;
  readonly Audio: string;
  readonly Characters: number;
  readonly VoiceId: string;
}

export function VoicePreview() {
  const t = useTexts(texts);
  const language = useLanguage();
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const [script, setScript] = useState("");
  const [tongue, setTongue] = useState(spokenLanguage(language));
  const [spoken, setSpoken] = useState<Spoken>();
  const names = new Intl.DisplayNames([language], { type: "language" });
  const named = (value: string) => ({ value, label: names.of(value) ?? value });
  const errors = fieldErrors(action.problem, ["Body", "LanguageCode", "VoiceId"]);
  const speak = () =>
    action.run(async () =>
      setSpoken(await api.x.post<Spoken>("/voice/preview", { Body: script, LanguageCode: tongue })),
    );
  return (
    <ExpandableSection headerText={t("listen")} headingTagOverride="h3">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void speak();
        }}
      >
        <SpaceBetween size="m">
          <FormField label={t("script")} description={t("scriptHint")} errorText={errors.of("Body")}>
            <Textarea value={script} rows={3} onChange={({ detail }) => setScript(detail.value)} />
          </FormField>
          <FormField label={t("spokenIn")} errorText={errors.of("LanguageCode")}>
            <Select
              selectedOption={named(tongue)}
              options={SPOKEN_LANGUAGES.map(named)}
              filteringType="auto"
              onChange={({ detail }) => setTongue(detail.selectedOption.value ?? tongue)}
            />
          </FormField>
          <Button iconName="audio-full" loading={action.isBusy} disabled={!may("share") || !script.trim()}>
            {t("speak")}
          </Button>
          <ProblemAlert problem={errors.rest} />
          {spoken ? <Player spoken={spoken} /> : null}
        </SpaceBetween>
      </form>
    </ExpandableSection>
  );
}

function Player({ spoken }: { spoken: Spoken }) {
  const t = useTexts(texts);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const bytes = Uint8Array.from(atob(spoken.Audio), (character) => character.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: spoken.ContentType }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [spoken]);
  return (
    <SpaceBetween size="xs">
      <audio controls src={url} aria-label={t("listen")} />
      <Box color="text-body-secondary">{t("spoken", { voice: spoken.VoiceId, n: spoken.Characters })}</Box>
    </SpaceBetween>
  );
}
