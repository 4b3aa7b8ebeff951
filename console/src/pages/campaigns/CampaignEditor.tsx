/** The five steps to a campaign. */
import { GetCampaignCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import Wizard from "@cloudscape-design/components/wizard";
import { useState, type ReactNode } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { problemOf } from "../../api/errors";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { inApp } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useLeave } from "../../components/useLeave";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { AudienceStep } from "./AudienceStep";
import { ContentStep } from "./ContentStep";
import { copyOf, draftOf, isImmediate, newCampaign, pausedRequestOf, requestOf, type CampaignDraft } from "./draft";
import { faultsOf, placeOf, STEP_COUNT, type Fault, type Place } from "./faults";
import { ReviewStep } from "./ReviewStep";
import { formOf, kindOf } from "./schedule";
import { ScheduleStep } from "./ScheduleStep";
import { texts } from "./texts";
import { TypeStep } from "./TypeStep";
import { focusFault, useStep } from "./useStep";
import { useWriting, type Writing } from "./useWriting";
import { homeZone } from "./zones";

export default function CampaignEditor() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const { campaign: id } = useParams();
  const [search] = useSearchParams();
  const copied = search.get("copy") ?? undefined;
  const source = id ?? copied;
  const api = useApi();
  const { data, problem, reload } = useQuery<CampaignResponse>(
    async () =>
      (await api.send(new GetCampaignCommand({ ApplicationId: app, CampaignId: source! }))).CampaignResponse!,
    [app, source],
    { enabled: source !== undefined },
  );
  if (problem && !data) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (source !== undefined && !data) return <Spinner size="large" />;
  if (data && id) return <Steps key={id} app={app} stored={data} begun={draftOf(data)} />;
  const blank = newCampaign();
  const begun = data
    ? copyOf(data, t("copyName", { name: data.Name ?? "" }))
    : { ...blank, segmentId: search.get("segment") ?? "", schedule: { ...blank.schedule, zone: homeZone() } };
  return <Steps key={source ?? "new"} app={app} stored={undefined} begun={begun} />;
}

interface StepsProperties {
  readonly app: string;
  readonly stored: CampaignResponse | undefined;
  readonly begun: CampaignDraft;
}

export interface StepProperties {
  readonly app: string;
  readonly draft: CampaignDraft;
  readonly change: (facts: Partial<CampaignDraft>) => void;
  /** What is wrong at a field, by our rules or in the server's words. */
  readonly errorOf: (field: string, treatment?: number) => string | undefined;
  /** The treatment to be shown first, because something in it is wrong. */
  readonly faultyTreatment: number | undefined;
  /** Shares are fixed once a run has begun. */
  readonly hasRun: boolean;
}

const BEGUN = new Set(["EXECUTING", "PENDING_NEXT_RUN", "COMPLETED"]);
const LIVE = new Set(["SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN"]);

function Steps({ app, stored, begun }: StepsProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const { leave, isLeaving } = useLeave();
  const { step, go } = useStep();
  const [draft, setDraft] = useState(begun);
  const [saved, setSaved] = useState(begun);
  const [tried, setTried] = useState<ReadonlySet<number>>(new Set());
  const [refused, setRefused] = useState<{ place: Place; message: string; draft: CampaignDraft }>();
  const { held, write } = useWriting(app, stored);
  const faults = faultsOf(draft, new Date());
  const isDirty = JSON.stringify(draft) !== JSON.stringify(saved);
  const status = stored?.State?.CampaignStatus ?? "";
  const isLive = LIVE.has(status);
  useTitle(stored ? t("editCampaign") : t("newCampaign"));
  useTitle(stored?.Name, inApp(app, "campaigns", stored?.Id ?? "new"));

  const server = refused?.draft === draft ? refused : undefined;
  const isTold = (fault: Fault) => !fault.isMissing || tried.has(fault.step);
  const errorOf = (field: string, treatment = 0) => {
    const isHere = (place: Place) => place.field === field && place.treatment === treatment;
    const found = faults.find((fault) => isHere(fault) && isTold(fault));
    if (found) return t(found.text, found.values ?? {});
    return server && isHere(server.place) ? server.message : undefined;
  };
  const open = (to: number) => {
    const last = to > step ? to : step;
    const stop = to > step ? faults.find((fault) => fault.step >= step && fault.step < to)?.step : undefined;
    setTried(new Set([...tried, ...Array.from({ length: last - step }, (_, index) => step + index)]));
    if (stop === undefined || stop !== step) go(stop ?? to);
    else focusFault();
  };
  /** Where the server points at a field, go to its step. */
  const store = async (writing: Writing): Promise<string | undefined> => {
    let id: string | undefined;
    await action.run(async () => {
      try {
        id = (await write(writing)).Id;
      } catch (error) {
        const { kind, message } = problemOf(error);
        const place = placeOf({ kind, message });
        if (place) {
          setRefused({ place, message, draft });
          go(place.step);
        }
        throw error;
      }
      setSaved(draft);
    });
    return id;
  };
  const finish = async (writing: Writing, message: string) => {
    setTried(new Set(Array.from({ length: STEP_COUNT }, (_, index) => index)));
    if (faults.length || !may("work")) return;
    const id = await store(writing);
    if (!id) return;
    notify({ type: "success", content: message });
    leave(inApp(app, "campaigns", id));
  };
  const isAtOnce = isImmediate(draft.schedule, draft.kind);
  const done = isLive ? "changesSaved" : isAtOnce ? "launched" : "scheduledNote";
  const launch = () => finish((known) => requestOf(draft, known), t(done));
  const hold: Writing = (known) => pausedRequestOf(draft, new Date(), known);
  const keep = () => finish(hold, t("savedPaused"));
  /** What ran at once cannot be held back afterwards. */
  const canHold = !held || !isImmediate(formOf(held.Schedule), kindOf(held.Schedule));
  const submitText = isLive ? all("save") : t(draft.schedule.isNow ? "launch" : "schedule");
  const shared: StepProperties = {
    app,
    draft,
    change: (facts) => {
      setDraft((before) => ({ ...before, ...facts }));
      action.clear();
    },
    errorOf,
    faultyTreatment: server?.place.treatment ?? faults.find((fault) => fault.step === step && isTold(fault))?.treatment,
    hasRun: BEGUN.has(status),
  };
  const problem = action.problem && !server ? <ProblemAlert problem={action.problem} /> : null;
  const stepError = (index: number) =>
    server?.place.step === index || (tried.has(index) && faults.some((fault) => fault.step === index))
      ? t("stepFaults")
      : undefined;
  const inStep = (content: ReactNode) => (
    <>
      {problem ? <Box margin={{ bottom: "l" }}>{problem}</Box> : null}
      {content}
    </>
  );

  return (
    <>
      <UnsavedGuard isDirty={isDirty && !isLeaving} />
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={action.isBusy}
        submitButtonText={submitText}
        i18nStrings={{
          stepNumberLabel: (n) => t("stepNumber", { n }),
          collapsedStepsLabel: (n, count) => t("stepOf", { n, count }),
          navigationAriaLabel: t("steps"),
          errorIconAriaLabel: t("error"),
          cancelButton: all("cancel"),
          nextButton: all("next"),
          previousButton: all("previous"),
        }}
        secondaryActions={
          <Button disabled={!canHold || !may("work") || action.isBusy} onClick={() => void keep()}>
            {t("saveDraft")}
          </Button>
        }
        onNavigate={({ detail }) => open(detail.requestedStepIndex)}
        onCancel={() => void navigate(stored ? inApp(app, "campaigns", stored.Id!) : inApp(app, "campaigns"))}
        onSubmit={() => void launch()}
        steps={[
          { title: t("stepType"), errorText: stepError(0), content: inStep(<TypeStep {...shared} />) },
          { title: t("stepAudience"), errorText: stepError(1), content: inStep(<AudienceStep {...shared} />) },
          { title: t("stepContent"), errorText: stepError(2), content: inStep(<ContentStep key={step} {...shared} />) },
          { title: t("stepSchedule"), errorText: stepError(3), content: inStep(<ScheduleStep {...shared} />) },
          {
            title: t("stepReview"),
            content: inStep(
              <ReviewStep
                {...shared}
                faults={faults}
                isLive={isLive}
                canHold={canHold}
                isBusy={action.isBusy}
                onStep={go}
                onHold={() => store(hold)}
              />,
            ),
          },
        ]}
      />
    </>
  );
}
