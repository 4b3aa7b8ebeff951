/** How many people a segment reaches. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";

import type { Query } from "../../components/useQuery";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

export interface EstimateAnswer {
  readonly Estimate: number;
  readonly Low: number;
  readonly High: number;
  readonly Exact: boolean;
  readonly ByChannel?: Readonly<Record<string, number>>;
}

export function Estimate({ query, onExact }: { query: Query<EstimateAnswer>; onExact?: () => void }) {
  const t = useTexts(texts);
  const format = useFormat();
  const [wantsExact, setWantsExact] = useState(false);
  const { data, problem, isLoading } = query;
  if (problem) return <ProblemAlert problem={problem} isOptional />;
  if (!data) return isLoading ? <Spinner /> : null;
  const channels = Object.entries(data.ByChannel ?? {});
  return (
    <SpaceBetween size="s">
      <div aria-live="polite" data-testid="estimate">
        <Box variant="awsui-value-large">{format.number(data.Estimate)}</Box>
        <Box color="text-body-secondary">
          {data.Exact
            ? t("exact")
            : t("between", { low: format.number(data.Low), high: format.number(data.High) })}
        </Box>
      </div>
      {channels.length ? (
        <KeyValuePairs
          columns={Math.min(4, channels.length)}
          items={channels.map(([label, count]) => ({ label, value: format.number(count) }))}
        />
      ) : null}
      {onExact && !data.Exact ? (
        <Button
          loading={wantsExact && isLoading}
          onClick={() => {
            setWantsExact(true);
            onExact();
          }}
        >
          {t("countExactly")}
        </Button>
      ) : null}
    </SpaceBetween>
  );
}
