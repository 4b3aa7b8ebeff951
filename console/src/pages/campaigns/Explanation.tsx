/** The answer to why: in words first, then what the API found. */
import type { CampaignResponse } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";

import { inApp, To } from "../../components/Links";
import { useTexts } from "../../i18n/language";
import { useSegmentNames } from "../segments/useSegmentNames";
import { useOutcomeName } from "./Outcome";
import { resultTexts } from "./resultTexts";
import { useTreatmentNames } from "./useTreatmentNames";

export interface ExplanationAnswer {
  readonly Status: string;
  readonly Rule: string;
  readonly Detail: string | null;
  readonly ActivityId: string | null;
  readonly TreatmentId: string | null;
  /** The campaign has not run yet: this is what its next run would do. */
  readonly Would?: boolean;
  readonly Reasons?: readonly { readonly Rule: string; readonly Value: unknown; readonly Matched: boolean }[];
}

interface Properties {
  readonly app: string;
  readonly campaign: CampaignResponse;
  readonly endpoint: string;
  readonly answer: ExplanationAnswer;
}

export function Explanation({ app, campaign, endpoint, answer }: Properties) {
  const r = useTexts(resultTexts);
  const outcome = useOutcomeName();
  const nameOf = useTreatmentNames(campaign);
  const segments = useSegmentNames(app);
  const reasons = answer.Reasons ?? [];
  /** The API names segments by ID. */
  const named = (rule: string) => [...segments].reduce((text, [id, name]) => text.replaceAll(id, `“${name}”`), rule);
  const name = answer.Would && answer.Status === "PENDING" ? r("wouldGet") : outcome(answer.Status);
  return (
    <SpaceBetween size="m">
      <Alert type={answer.Status === "SUCCESS" ? "success" : "info"} header={name}>
        <SpaceBetween size="xs">
          {answer.Detail ? <span>{named(answer.Detail)}</span> : null}
          <KeyValuePairs
            columns={3}
            items={[
              {
                label: r("person"),
                value: <To path={inApp(app, "audience", "endpoints", endpoint)}>{endpoint}</To>,
              },
              ...(answer.TreatmentId === null ? [] : [{ label: r("treatment"), value: nameOf(answer.TreatmentId) }]),
              { label: r("rule"), value: answer.Rule },
            ]}
          />
          <Box variant="small" color="text-body-secondary">
            {answer.Status}
          </Box>
        </SpaceBetween>
      </Alert>
      {reasons.length ? (
        <Table
          variant="embedded"
          items={[...reasons]}
          ariaLabels={{ tableLabel: r("segmentRules") }}
          header={<Box variant="h3">{r("segmentRules")}</Box>}
          columnDefinitions={[
            { id: "rule", header: r("rule"), cell: ({ Rule }) => named(Rule), isRowHeader: true },
            {
              id: "value",
              header: r("personHas"),
              cell: ({ Value }) => told(Value),
            },
            {
              id: "fits",
              header: r("fits"),
              cell: ({ Matched }) => (
                <StatusIndicator type={Matched ? "success" : "error"}>{r(Matched ? "yes" : "no")}</StatusIndicator>
              ),
            },
          ]}
        />
      ) : null}
    </SpaceBetween>
  );
}

function told(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
}
