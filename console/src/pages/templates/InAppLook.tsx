/** An in-app message on a phone, in its layout and colours. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";

import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { previews } from "../../i18n/previews";
import { contrast, layoutOf, screensOf, type Screen, type ScreenText } from "./screens";
import { texts } from "./texts";
import type { Content } from "./types";

const READABLE = 4.5;

export function InAppLook({ content }: { content: Content }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const picture = useTexts(previews);
  const [at, setAt] = useState(0);
  const [withPictures, setPictures] = useState(false);
  const layout = layoutOf(content);
  const screens = screensOf(content);
  const place = Math.min(at, screens.length - 1);
  const shown = screens[place];
  if (!shown) return <Box>{t("noScreen")}</Box>;
  return (
    <SpaceBetween size="s">
      {screens.some((each) => each.picture) ? (
        <Toggle
          checked={withPictures}
          description={picture("picturesHint")}
          onChange={({ detail }) => setPictures(detail.checked)}
        >
          {picture("pictures")}
        </Toggle>
      ) : null}
      <div className={`pw-phone pw-app pw-app-${layout.toLowerCase()}`}>
        <div className="pw-app-page" aria-hidden="true" />
        <Card screen={shown} withPictures={withPictures} />
      </div>
      {screens.length > 1 ? (
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Button
            formAction="none"
            iconName="angle-left"
            ariaLabel={all("previous")}
            disabled={place === 0}
            onClick={() => setAt(place - 1)}
          />
          <span>{t("screenOf", { n: place + 1, all: screens.length })}</span>
          <Button
            formAction="none"
            iconName="angle-right"
            ariaLabel={all("next")}
            disabled={place === screens.length - 1}
            onClick={() => setAt(place + 1)}
          />
        </SpaceBetween>
      ) : null}
      {screens.length > 1 && layout !== "CAROUSEL" ? <Box color="text-body-secondary">{t("onlyCarousel")}</Box> : null}
      <HardToRead screen={shown} />
    </SpaceBetween>
  );
}

function Card({ screen, withPictures }: { screen: Screen; withPictures: boolean }) {
  const t = useTexts(texts);
  return (
    <div className="pw-card" style={{ backgroundColor: screen.background }}>
      {screen.picture ? (
        <div className="pw-card-picture">
          {withPictures ? (
            <img src={screen.picture} alt="" referrerPolicy="no-referrer" />
          ) : (
            <span className="pw-card-blank">{t("ImageUrl")}</span>
          )}
        </div>
      ) : null}
      <div className="pw-card-texts">
        <Line line={screen.header} className="pw-card-header" />
        <Line line={screen.body} className="pw-plain" />
        {screen.buttons.length ? (
          <div className="pw-card-buttons">
            {screen.buttons.map((button, index) => (
              <span
                key={index}
                style={{ color: button.color, backgroundColor: button.background, borderRadius: button.radius }}
              >
                {button.text}
              </span>
            ))}
          </div>
        ) : null}
      </div>
      <span className="pw-card-close" style={{ color: screen.header.color }} aria-hidden="true">
        ×
      </span>
    </div>
  );
}

function Line({ line, className }: { line: ScreenText; className: string }) {
  if (!line.text) return null;
  return (
    <p className={className} style={{ color: line.color, textAlign: line.alignment }}>
      {line.text}
    </p>
  );
}

function HardToRead({ screen }: { screen: Screen }) {
  const t = useTexts(texts);
  const format = useFormat();
  const pairs = [
    ...[screen.header, screen.body].filter(({ text }) => text).map(({ color }) => contrast(color, screen.background)),
    ...screen.buttons.map(({ color, background }) => contrast(color, background)),
  ];
  const worst = Math.min(...pairs);
  if (worst >= READABLE) return null;
  return <Box color="text-status-warning">{t("hardToRead", { n: format.decimal(worst, 1) })}</Box>;
}
