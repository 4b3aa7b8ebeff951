/** What would notice when a segment changes: campaigns on it, and segments that start from it. */
import { GetCampaignsCommand, type CampaignResponse, type SegmentResponse } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";

import { useApi } from "../../app/context";
import { inApp, To } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly id: string;
  readonly segments: readonly SegmentResponse[];
}

export function UsedBy({ app, id, segments }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const { items, problem, isComplete } = usePages<CampaignResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetCampaignsCommand({ ApplicationId: app, Token: token, PageSize: String(size) }),
        { abortSignal: signal },
      );
      return { items: answer.CampaignsResponse?.Item ?? [], token: answer.CampaignsResponse?.NextToken };
    },
    [app],
  );
  const campaigns = items.filter(({ SegmentId }) => SegmentId === id);
  const dependent = segments.filter(({ SegmentGroups }) =>
    SegmentGroups?.Groups?.some(({ SourceSegments }) => SourceSegments?.some((source) => source.Id === id)),
  );
  return (
    <Container header={<Header variant="h2">{t("usedBy")}</Header>}>
      <SpaceBetween size="m">
        <ProblemAlert problem={problem} />
        {campaigns.length ? (
          <Table
            variant="embedded"
            items={campaigns}
            ariaLabels={{ tableLabel: t("usedBy") }}
            columnDefinitions={[
              {
                id: "name",
                header: all("name"),
                isRowHeader: true,
                cell: ({ Id = "", Name }) => <To path={inApp(app, "campaigns", Id)}>{Name || Id}</To>,
              },
              { id: "status", header: all("status"), cell: ({ State }) => <Status status={State?.CampaignStatus} /> },
              { id: "version", header: all("version"), cell: ({ SegmentVersion }) => SegmentVersion },
            ]}
          />
        ) : isComplete ? (
          <Box color="text-body-secondary">{t("usedByNone")}</Box>
        ) : null}
        {dependent.length ? (
          <div>
            <Box variant="awsui-key-label">{t("usedBySegments")}</Box>
            {dependent.map(({ Id = "", Name }, index) => (
              <span key={Id}>
                {index ? ", " : ""}
                <To path={inApp(app, "segments", Id)}>{Name || Id}</To>
              </span>
            ))}
          </div>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}
