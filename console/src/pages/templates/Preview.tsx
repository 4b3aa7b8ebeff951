/** How a template looks for a real person, as the server renders it. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";

import { useApi } from "../../app/context";
import type { Warning } from "../../components/CodeEditor";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useSettled } from "../../components/useSettled";
import { useTexts } from "../../i18n/language";
import { EmailLook } from "./EmailLook";
import { InAppLook } from "./InAppLook";
import { PersonPicker, usePerson, type Chosen } from "./PersonPicker";
import { PushLook } from "./PushLook";
import { SmsLook } from "./SmsLook";
import { texts } from "./texts";
import { sendable, type Content, type Rendered, type TemplateType } from "./types";
import { useLasting } from "./useLint";
import { VoiceLook } from "./VoiceLook";
import "./templates.css";

interface Answer {
  readonly Rendered: Rendered;
  readonly Warnings: readonly Warning[];
}

interface Properties {
  readonly type: TemplateType;
  readonly content: Content;
  /** The application, where the place gives one. */
  readonly application?: string;
  readonly onApplication?: (app: string) => void;
}

export function Preview({ type, content, application = "", onApplication }: Properties) {
  const t = useTexts(texts);
  const [chosen, setChosen] = useState<Chosen>({ app: application, text: "" });
  const { person, isUnknown, problem: search } = usePerson(chosen, type);
  return (
    <Container header={<Header variant="h2">{t("preview")}</Header>}>
      <SpaceBetween size="m">
        {type === "INAPP" ? null : (
          <PersonPicker
            chosen={chosen}
            person={person}
            isUnknown={isUnknown}
            isBound={application !== ""}
            onChange={(next) => {
              setChosen(next);
              onApplication?.(next.app);
            }}
          />
        )}
        {search ? <ProblemAlert problem={search} /> : null}
        {type === "INAPP" ? (
          <InAppLook content={content} />
        ) : (
          <ServerPreview type={type} content={content} app={chosen.app} endpoint={person?.Id ?? ""} />
        )}
      </SpaceBetween>
    </Container>
  );
}

interface Asked {
  readonly type: TemplateType;
  readonly content: Content;
  readonly app: string;
  readonly endpoint: string;
}

function ServerPreview({ type, content, app, endpoint }: Asked) {
  const api = useApi();
  const asked = useSettled({
    TemplateType: type,
    Content: sendable(type, content),
    ...(endpoint ? { ApplicationId: app, EndpointId: endpoint } : {}),
  });
  const { data, problem, isLoading } = useQuery<Answer>(
    (signal) => api.x.post("/templates/preview", asked, signal),
    [asked],
    { enabled: Object.keys(asked.Content).length > 0 },
  );
  const shown = useLasting(data);
  return (
    <SpaceBetween size="m">
      {problem ? <ProblemAlert problem={problem} /> : null}
      {shown?.Warnings.length ? <Missing warnings={shown.Warnings} hasPerson={endpoint !== ""} /> : null}
      {!shown && isLoading ? <Spinner /> : null}
      {shown ? <Look type={type} rendered={shown.Rendered} content={content} /> : null}
    </SpaceBetween>
  );
}

/** What a real person lacks is a warning; that nobody has values where nobody is chosen goes without saying. */
function Missing({ warnings, hasPerson }: { warnings: readonly Warning[]; hasPerson: boolean }) {
  const t = useTexts(texts);
  if (!hasPerson) return <Alert type="info">{t("nobodyChosen")}</Alert>;
  return (
    <Alert type="warning">
      <ul className="pw-links">
        {warnings.map(({ Member, Message }, index) => (
          <li key={index}>
            {Member}: {Message}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Look({ type, rendered, content }: { type: TemplateType; rendered: Rendered; content: Content }) {
  if (type === "EMAIL") return <EmailLook rendered={rendered} />;
  if (type === "SMS") return <SmsLook text={rendered["Body"] ?? ""} />;
  if (type === "VOICE") return <VoiceLook text={rendered["Body"] ?? ""} content={content} />;
  return <PushLook rendered={rendered} />;
}
