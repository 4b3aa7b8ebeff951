/** From files to people: look at them here, match columns, send them, follow the job. */
import { CreateImportJobCommand } from "@aws-sdk/client-pinpoint";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { inApp } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { isBlocked, NOTHING, type Choice } from "./importChoice";
import { UnclosedQuotes } from "./importColumns";
import { ColumnsStep } from "./ColumnsStep";
import { FilesStep } from "./FilesStep";
import { ImportJob } from "./ImportJob";
import { OptionsStep } from "./OptionsStep";
import { SendStep } from "./SendStep";
import { place, UploadFailed, type Stage } from "./importSending";
import { importTexts } from "./importTexts";

const FIELDS = ["S3Url", "RoleArn", "SegmentName", "Format", "FileName", "Bytes"] as const;

export default function ImportWizard() {
  const t = useTexts(importTexts);
  const app = useApplicationId();
  const [search, setSearch] = useSearchParams();
  const job = search.get("job");
  useTitle(t("title"));
  if (job) return <ImportJob app={app} job={job} />;
  return <Steps app={app} onStarted={(id) => setSearch({ job: id })} />;
}

function Steps({ app, onStarted }: { app: string; onStarted: (job: string) => void }) {
  const t = useTexts(importTexts);
  const all = useTexts(common);
  const api = useApi();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const [choice, setChoice] = useState(NOTHING);
  const [step, setStep] = useState(0);
  const [wasTried, setTried] = useState(false);
  const [stage, setStage] = useState<Stage>();
  const change = (facts: Partial<Choice>) => setChoice((before) => ({ ...before, ...facts }));
  const errors = fieldErrors(action.problem, FIELDS);
  const go = (to: number) => {
    setTried(true);
    for (let index = step; index < to; index += 1) if (isBlocked(choice, index)) return;
    setTried(false);
    setStep(to);
  };
  const start = async () => {
    if ([0, 1, 2].some((index) => isBlocked(choice, index)) || !may("work")) return;
    await action.run(async () => {
      const source = await place(api, app, choice, setStage).catch((error: unknown) => {
        if (error instanceof UploadFailed) throw new Error(t("uploadFailed", { reason: error.message }));
        if (error instanceof UnclosedQuotes) throw new Error(t("unclosed", { line: error.line }));
        throw error;
      });
      const answer = await api.send(
        new CreateImportJobCommand({
          ApplicationId: app,
          ImportJobRequest: {
            ...source,
            RegisterEndpoints: choice.isRegistered,
            DefineSegment: choice.isDefined,
            ...(choice.isDefined ? { SegmentName: choice.name.trim() } : {}),
          },
        }),
      );
      onStarted(answer.ImportJobResponse!.Id!);
    });
    setStage(undefined);
  };
  const given = { choice, change, wasTried };
  return (
    <>
      <UnsavedGuard isDirty={choice.files.length > 0} />
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={action.isBusy}
        submitButtonText={t("start")}
        i18nStrings={{
          cancelButton: all("cancel"),
          nextButton: all("next"),
          previousButton: all("previous"),
          stepNumberLabel: (n) => t("stepNumber", { n }),
          collapsedStepsLabel: (n, count) => t("stepOf", { n, count }),
          navigationAriaLabel: t("steps"),
        }}
        onNavigate={({ detail }) => go(detail.requestedStepIndex)}
        onCancel={() => void navigate(inApp(app, "segments"))}
        onSubmit={() => void start()}
        steps={[
          { title: t("stepFile"), content: <FilesStep {...given} errorOf={errors.of} /> },
          { title: t("stepColumns"), content: <ColumnsStep {...given} /> },
          { title: t("stepOptions"), content: <OptionsStep {...given} error={errors.of("SegmentName")} /> },
          {
            title: t("stepReview"),
            content: (
              <SpaceBetween size="l">
                <ProblemAlert problem={action.problem} />
                <SendStep choice={choice} stage={stage} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}
