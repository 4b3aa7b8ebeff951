/** A push on a locked phone, platform by platform. */
import Box from "@cloudscape-design/components/box";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { useTexts } from "../../i18n/language";
import { noteOf } from "./pushNote";
import { texts } from "./texts";
import { PLATFORMS, type Platform, type Rendered } from "./types";

export function PushLook({ rendered }: { rendered: Rendered }) {
  const t = useTexts(texts);
  const [platform, setPlatform] = useState<Platform>("Default");
  const { title, body, picture, action, raw, isRawBroken } = noteOf(rendered, platform);
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label={t("platform")}
        selectedId={platform}
        options={PLATFORMS.map((id) => ({ id, text: t(id) }))}
        onChange={({ detail }) => setPlatform(PLATFORMS.find((each) => each === detail.selectedId) ?? "Default")}
      />
      <div className="pw-phone pw-lock">
        <p className="pw-clock" aria-hidden="true">
          9:41
        </p>
        <div className={`pw-note pw-note-${platform.toLowerCase()}`}>
          <p className="pw-note-app">
            <span className="pw-note-icon" aria-hidden="true" />
            {t("yourApp")} · {t("now")}
          </p>
          <p className="pw-note-title">{title}</p>
          <p className="pw-plain">{body}</p>
          {picture ? <p className="pw-note-picture">{t("picture", { url: picture })}</p> : null}
        </div>
      </div>
      {action ? (
        <div>
          <Box variant="awsui-key-label">{t("opens")}</Box>
          <span className="pw-code">{action}</span>
        </div>
      ) : null}
      {isRawBroken ? <Box color="text-status-error">{t("rawBroken")}</Box> : null}
      {raw ? <pre className="pw-code">{raw}</pre> : null}
    </SpaceBetween>
  );
}
