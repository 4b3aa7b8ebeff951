/** The members of a template, by its type. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useTexts } from "../../i18n/language";
import { Code, Plain, type FieldsProperties } from "./FieldParts";
import { HeaderFields } from "./HeaderFields";
import { InAppFields } from "./InAppFields";
import { PushFields } from "./PushFields";
import { texts } from "./texts";

export function Fields(properties: FieldsProperties) {
  const t = useTexts(texts);
  switch (properties.type) {
    case "EMAIL":
      return (
        <SpaceBetween size="m">
          <Code {...properties} path="Subject" lines={1} />
          <Code {...properties} path="HtmlPart" language="html" lines={14} />
          <Code {...properties} path="TextPart" lines={6} />
          <HeaderFields {...properties} />
        </SpaceBetween>
      );
    case "SMS":
      return <Code {...properties} path="Body" lines={5} />;
    case "VOICE":
      return (
        <SpaceBetween size="m">
          <Code {...properties} path="Body" lines={6} description={t("voiceHint")} />
          <ColumnLayout columns={2}>
            <Plain {...properties} path="LanguageCode" placeholder="de-DE" />
            <Plain {...properties} path="VoiceId" placeholder="Vicki" />
          </ColumnLayout>
        </SpaceBetween>
      );
    case "PUSH":
      return <PushFields {...properties} />;
    case "INAPP":
      return <InAppFields {...properties} />;
  }
}
