/** One endpoint and one segment: the verdict, and every rule with what was met. */
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { depthOf, valueText, worded, type Reason, type Verdict } from "./reasons";
import { explainTexts } from "./explainTexts";

interface Properties {
  readonly app: string;
  readonly segment: string;
  readonly endpoint: string;
  readonly isOneOfMany: boolean;
  /** Segments by ID, for those that this one starts from. */
  readonly names: ReadonlyMap<string, string>;
}

export function OfSegment({ app, segment, endpoint, isOneOfMany, names }: Properties) {
  const t = useTexts(explainTexts);
  const api = useApi();
  const { data, problem } = useQuery<Verdict>(
    (signal) => api.x.get(`/apps/${label(app)}/segments/${label(segment)}/explain`, { "endpoint-id": endpoint }, signal),
    [app, segment, endpoint],
  );
  return (
    <div>
      {isOneOfMany ? <Box variant="awsui-key-label">{endpoint}</Box> : null}
      <ProblemAlert problem={problem} isOptional />
      {data ? (
        <>
          <StatusIndicator type={data.Member ? "success" : "stopped"}>
            {t(data.Member ? "member" : "notMember")}
          </StatusIndicator>
          <ul className="pw-rules">
            {data.Reasons.map((reason, index) => (
              <li key={index} style={{ marginInlineStart: `${depthOf(reason)}rem` }}>
                <Rule reason={reason} names={names} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function Rule({ reason, names }: { reason: Reason; names: ReadonlyMap<string, string> }) {
  const t = useTexts(explainTexts);
  const found = worded(reason.Rule);
  const isJoint = found?.quantifier !== undefined || found?.key === "ruleMember";
  const has = isJoint ? "" : valueText(reason.Value);
  const values = { ...found?.values };
  if (found?.quantifier) values["how"] = t(found.quantifier);
  if (typeof values["segment"] === "string") values["segment"] = names.get(values["segment"]) ?? values["segment"];
  return (
    <>
      <StatusIndicator
        type={reason.Matched ? "success" : "error"}
        colorOverride={reason.Matched ? "green" : "grey"}
        iconAriaLabel={t(reason.Matched ? "holds" : "fails")}
      >
        {found ? t(found.key, values) : reason.Rule}
      </StatusIndicator>
      {has ? (
        <Box display="inline" color="text-body-secondary">
          {" "}
          {t("has", { value: has })}
        </Box>
      ) : null}
    </>
  );
}
