/** Before anything was reported: how to report it. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { apiUrl } from "../../app/config";
import { useSurroundings } from "../../app/context";
import { inApp, ToButton } from "../../components/Links";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  /** Of which events the figures are, where any events came. */
  readonly title?: string;
}

/** Says why there are no figures, and what to do about it. */
export function NoEvents({ app, title }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { config } = useSurroundings();
  const snippet = snippetFor(app, apiUrl(config), config.Region);
  return (
    <Container header={<Header variant="h2" description={t("noEventsHint")}>{title ?? t("noEvents")}</Header>}>
      <SpaceBetween size="m">
        <Box>{t("noEventsHow")}</Box>
        <pre className="pw-code" tabIndex={0}>
          {snippet}
        </pre>
        <SpaceBetween direction="horizontal" size="xs">
          <ToButton path={inApp(app, "events")}>{t("sendTest")}</ToButton>
          <CopyToClipboard
            copyButtonText={all("copy")}
            copySuccessText={all("copied")}
            copyErrorText="–"
            textToCopy={snippet}
          />
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}

/** boto3, as in the guide to clients. */
function snippetFor(app: string, url: string, region: string): string {
  return `import boto3
from datetime import datetime, timezone

pinpoint = boto3.client("pinpoint", endpoint_url="${url}", region_name="${region}")
now = datetime.now(timezone.utc).isoformat()
pinpoint.put_events(
    ApplicationId="${app}",
    EventsRequest={
        "BatchItem": {
            "device-1": {
                "Endpoint": {"User": {"UserId": "ada"}},
                "Events": {
                    "event-1": {
                        "EventType": "_session.start",
                        "Timestamp": now,
                        "Session": {"Id": "session-1", "StartTimestamp": now},
                    }
                },
            }
        }
    },
)`;
}
