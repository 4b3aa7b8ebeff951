/** The five steps to a campaign. */
import {
  CreateCampaignCommand,
  GetCampaignCommand,
  UpdateCampaignCommand,
  type CampaignResponse,
  type WriteCampaignRequest,
} from "@aws-sdk/client-pinpoint";
import Spinner from "@cloudscape-design/components/spinner";
import Wizard from "@cloudscape-design/components/wizard";
import { useRef, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

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
import { draftOf, faultsOf, newCampaign, pausedRequestOf, requestOf, type CampaignDraft } from "./draft";
import { ReviewStep } from "./ReviewStep";
import { ScheduleStep } from "./ScheduleStep";
import { texts } from "./texts";
import { TypeStep } from "./TypeStep";

export default function CampaignEditor() {
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
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (source !== undefined && !data) return <Spinner size="large" />;
  const segment = search.get("segment") ?? "";
  return (
    <Steps
      key={source ?? "new"}
      app={app}
      id={id}
      begun={data ? draftOf(data) : { ...newCampaign(), segmentId: segment }}
    />
  );
}

function Steps({ app, id, begun }: { app: string; id: string | undefined; begun: CampaignDraft }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const { leave, isLeaving } = useLeave();
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState(begun);
  const [saved, setSaved] = useState(begun);
  const [wasTried, setTried] = useState(false);
  const step = Math.min(4, Math.max(0, (Number(search.get("step")) || 1) - 1));
  const change = (facts: Partial<CampaignDraft>) => setDraft((before) => ({ ...before, ...facts }));
  const faults = faultsOf(draft, new Date());
  const isDirty = JSON.stringify(draft) !== JSON.stringify(saved);
  useTitle(id ? t("editCampaign") : t("newCampaign"));

  const go = (to: number) => {
    setTried(true);
    for (let index = step; index < to; index += 1) if (faults[index]!.length) return;
    setTried(false);
    setSearch(
      (before) => {
        before.set("step", String(to + 1));
        return before;
      },
      { replace: true },
    );
  };
  const identity = useRef(id);
  const earlier = useRef<Promise<unknown>>(Promise.resolve());
  const write = async (WriteCampaignRequest: WriteCampaignRequest): Promise<string> => {
    const answer = identity.current
      ? await api.send(
          new UpdateCampaignCommand({ ApplicationId: app, CampaignId: identity.current, WriteCampaignRequest }),
        )
      : await api.send(new CreateCampaignCommand({ ApplicationId: app, WriteCampaignRequest }));
    identity.current = answer.CampaignResponse!.Id!;
    setSaved(draft);
    return identity.current;
  };
  /** One after the other, so that two quick clicks make one campaign. */
  const inTurn = (request: WriteCampaignRequest): Promise<string> => {
    const turn = earlier.current.then(() => write(request));
    earlier.current = turn.catch(() => undefined);
    return turn;
  };
  const isComplete = faults.every((found) => found.length === 0);
  const launch = async () => {
    setTried(true);
    if (!isComplete || !may("work")) return;
    await action.run(async () => {
      const written = await inTurn(requestOf(draft));
      notify({ type: "success", content: t("launched") });
      leave(inApp(app, "campaigns", written));
    });
  };
  /** Save without starting; a dry run needs a campaign to look at. */
  const hold = () => inTurn(pausedRequestOf(draft, new Date()));
  const shared = { app, draft, change, wasTried };

  return (
    <>
      <UnsavedGuard isDirty={isDirty && !isLeaving} />
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={action.isBusy}
        submitButtonText={t("launch")}
        i18nStrings={{ cancelButton: all("cancel"), nextButton: all("next"), previousButton: all("previous") }}
        onNavigate={({ detail }) => go(detail.requestedStepIndex)}
        onCancel={() => void navigate(inApp(app, "campaigns"))}
        onSubmit={() => void launch()}
        steps={[
          { title: t("stepType"), content: <TypeStep {...shared} /> },
          { title: t("stepAudience"), content: <AudienceStep {...shared} /> },
          { title: t("stepContent"), content: <ContentStep {...shared} /> },
          { title: t("stepSchedule"), content: <ScheduleStep {...shared} /> },
          {
            title: t("stepReview"),
            content: (
              <ReviewStep
                {...shared}
                isComplete={isComplete}
                problem={action.problem}
                onHold={hold}
                onKeep={async () => {
                  const isKept = await action.run(async () => {
                    const written = await hold();
                    notify({ type: "success", content: all("saved") });
                    leave(inApp(app, "campaigns", written));
                  });
                  return isKept;
                }}
              />
            ),
          },
        ]}
      />
    </>
  );
}

export interface StepProperties {
  readonly app: string;
  readonly draft: CampaignDraft;
  readonly change: (facts: Partial<CampaignDraft>) => void;
  readonly wasTried: boolean;
}
