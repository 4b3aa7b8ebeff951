/** A push's texts for all devices, and for platforms that shall get others. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";

import { useTexts } from "../../i18n/language";
import { Code, OneOf, Plain, type FieldsProperties } from "./FieldParts";
import { texts } from "./texts";
import { PLATFORMS, read, type Platform } from "./types";

const MEMBERS = ["Title", "Body", "Action", "Url", "Sound", "MediaUrl", "ImageUrl", "RawContent"];

export function PushFields(properties: FieldsProperties) {
  const t = useTexts(texts);
  const isWritten = (platform: Platform) => MEMBERS.some((member) => read(properties.content, `${platform}.${member}`));
  const warnings = (platform: Platform) =>
    (properties.warnings ?? []).filter(({ Member = "" }) => Member.startsWith(`${platform}.`)).length;
  return (
    <Tabs
      ariaLabel={t("content")}
      tabs={PLATFORMS.map((platform) => ({
        id: platform,
        label: `${t(platform)}${platform !== "Default" && isWritten(platform) ? " •" : ""}${warnings(platform) ? " ⚠" : ""}`,
        content: <PlatformFields {...properties} platform={platform} />,
      }))}
    />
  );
}

function PlatformFields({ platform, ...properties }: FieldsProperties & { readonly platform: Platform }) {
  const t = useTexts(texts);
  const isOwn = platform !== "Default";
  return (
    <SpaceBetween size="m">
      {isOwn ? <p className="pw-plain">{t("platformHint")}</p> : null}
      <Code {...properties} path={`${platform}.Title`} lines={1} />
      <Code {...properties} path={`${platform}.Body`} lines={4} />
      <OneOf {...properties} path={`${platform}.Action`} options={["OPEN_APP", "DEEP_LINK", "URL"]} />
      <Plain {...properties} path={`${platform}.Url`} placeholder="https://" />
      <Plain {...properties} path={`${platform}.Sound`} />
      {platform === "APNS" ? <Plain {...properties} path="APNS.MediaUrl" placeholder="https://" /> : null}
      {isOwn && platform !== "APNS" ? <Plain {...properties} path={`${platform}.ImageUrl`} placeholder="https://" /> : null}
      {isOwn ? <Code {...properties} path={`${platform}.RawContent`} language="json" lines={4} /> : null}
    </SpaceBetween>
  );
}
