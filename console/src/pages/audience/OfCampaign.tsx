/** One endpoint and one campaign: what became of the message, and why. */
import Box from "@cloudscape-design/components/box";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { outcomes } from "../campaigns/outcomeTexts";
import { explainTexts } from "./explainTexts";

interface Answer {
  readonly Status: string;
  readonly Detail?: string | null;
  readonly Would?: boolean;
}

interface Properties {
  readonly app: string;
  readonly campaign: string;
  readonly endpoint: string;
  readonly isOneOfMany: boolean;
}

export function OfCampaign({ app, campaign, endpoint, isOneOfMany }: Properties) {
  const t = useTexts(explainTexts);
  const word = useTexts(outcomes);
  const api = useApi();
  const { data, problem } = useQuery<Answer>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(campaign)}/explain`, { "endpoint-id": endpoint }, signal),
    [app, campaign, endpoint],
  );
  return (
    <div>
      {isOneOfMany ? <Box variant="awsui-key-label">{endpoint}</Box> : null}
      <ProblemAlert problem={problem} isOptional />
      {data ? (
        <>
          <StatusIndicator type={signOf(data.Status)}>
            {data.Status in outcomes ? word(data.Status as keyof typeof outcomes) : data.Status}
          </StatusIndicator>
          {data.Would ? <Box color="text-body-secondary">{t("would")}</Box> : null}
          <Box color="text-body-secondary">{data.Detail}</Box>
        </>
      ) : null}
    </div>
  );
}

function signOf(status: string): StatusIndicatorProps.Type {
  if (status === "SUCCESS") return "success";
  if (status === "PENDING") return "pending";
  return /FAILURE|THROTTLED/.test(status) ? "error" : "stopped";
}
