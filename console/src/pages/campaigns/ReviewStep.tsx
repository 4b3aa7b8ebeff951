/** Step 5: what is missing, what to think of, everything once more, and a dry run. */
import Alert from "@cloudscape-design/components/alert";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./CampaignEditor";
import { DryRun } from "./DryRun";
import type { Fault } from "./faults";
import { Summary } from "./Summary";
import { texts } from "./texts";
import { Warnings } from "./Warnings";

export interface ReviewProperties extends StepProperties {
  readonly faults: readonly Fault[];
  /** It is running or waiting for its runs. */
  readonly isLive: boolean;
  readonly canHold: boolean;
  readonly isBusy: boolean;
  readonly onStep: (step: number) => void;
  /** Save it paused; its ID, or nothing where the server refused. */
  readonly onHold: () => Promise<string | undefined>;
}

const STEP_TITLES = ["stepType", "stepAudience", "stepContent", "stepSchedule"] as const;

export function ReviewStep(properties: ReviewProperties) {
  const { faults, onStep } = properties;
  const t = useTexts(texts);
  return (
    <SpaceBetween size="l">
      {faults.length ? (
        <Alert type="error" header={t("incomplete")}>
          <ul>
            {faults.map(({ step, field, treatment, text, values }) => (
              <li key={`${step} ${field} ${treatment} ${text}`}>
                <Link href="#" onFollow={(event) => { event.preventDefault(); onStep(step); }}>
                  {t(STEP_TITLES[step]!)}
                </Link>
                {": "}
                {t(text, values ?? {})}
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
      <Warnings {...properties} />
      <Summary {...properties} />
      <DryRun {...properties} />
    </SpaceBetween>
  );
}
