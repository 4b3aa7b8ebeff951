/** A script to read, and to listen to. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";

import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";
import { read, type Content } from "./types";

interface Spoken {
  readonly ContentType: string;
  readonly Audio: string;
  readonly Characters: number;
  readonly VoiceId: string;
  readonly LanguageCode: string;
}

export function VoiceLook({ text, content }: { text: string; content: Content }) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const [spoken, setSpoken] = useState<Spoken & { readonly url: string }>();
  const LanguageCode = read(content, "LanguageCode");
  const VoiceId = read(content, "VoiceId");
  useEffect(() => setSpoken(undefined), [text, LanguageCode, VoiceId]);
  useEffect(() => (spoken ? () => URL.revokeObjectURL(spoken.url) : undefined), [spoken]);
  const listen = () =>
    action.run(async () => {
      const answer = await api.x.post<Spoken>("/voice/preview", {
        Body: text,
        ...(LanguageCode ? { LanguageCode } : {}),
        ...(VoiceId ? { VoiceId } : {}),
      });
      const bytes = Uint8Array.from(atob(answer.Audio), (character) => character.charCodeAt(0));
      setSpoken({ ...answer, url: URL.createObjectURL(new Blob([bytes], { type: answer.ContentType })) });
    });
  return (
    <SpaceBetween size="s">
      <p className="pw-plain">{text}</p>
      <Button
        formAction="none"
        iconName="play"
        disabled={!text || !may("share")}
        loading={action.isBusy}
        onClick={() => void listen()}
      >
        {t("listen")}
      </Button>
      <ProblemAlert problem={action.problem} />
      {spoken ? (
        <>
          <audio className="pw-audio" controls src={spoken.url} aria-label={t("listen")} />
          <Box color="text-body-secondary">
            {t("spoken", { voice: spoken.VoiceId, language: spoken.LanguageCode, n: format.number(spoken.Characters) })}
          </Box>
        </>
      ) : null}
    </SpaceBetween>
  );
}
