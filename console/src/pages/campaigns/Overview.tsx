/** The few facts that say what a campaign is. */
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";

import { inApp, To } from "../../components/Links";
import { Status } from "../../components/Status";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import type { PartProperties } from "./CampaignPage";
import { draftOf } from "./draft";
import { nextRunOf, statusOf } from "./runs";
import { texts } from "./texts";

export function Overview({ app, campaign, started }: PartProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const names = useSegmentNames(app);
  const draft = draftOf(campaign);
  const next = nextRunOf(campaign, new Date());
  const segment = campaign.SegmentId ?? "";
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: all("status"), value: <Status status={statusOf(campaign)} /> },
          { label: t("kind"), value: t(draft.kind) },
          {
            label: t("segment"),
            value: segment ? <To path={inApp(app, "segments", segment)}>{names.get(segment) ?? segment}</To> : "–",
          },
          { label: t("channels"), value: draft.channels.map((channel) => t(channel)).join(", ") || "–" },
          ...(started ? [{ label: t("lastRun"), value: format.time(started) }] : []),
          ...(next ? [{ label: t("nextRun"), value: format.time(next) }] : []),
        ]}
      />
    </Container>
  );
}
