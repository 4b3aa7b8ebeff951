/** Step 2: whom it goes to, how many that is, and who may still change it right before the send. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { inApp } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { Estimate, type EstimateAnswer } from "../segments/Estimate";
import { texts as segmentTexts } from "../segments/texts";
import { useSegments } from "../segments/useSegmentNames";
import type { StepProperties } from "./CampaignEditor";
import { NewTab } from "./NewTab";
import { texts } from "./texts";

const TARGETS = ["none", "function", "url"] as const;

export function AudienceStep({ app, draft, change, errorOf }: StepProperties) {
  const t = useTexts(texts);
  const s = useTexts(segmentTexts);
  const api = useApi();
  const segments = useSegments(app);
  const usable = segments.items.filter(({ SegmentType }) => draft.kind !== "event" || SegmentType !== "IMPORT");
  const options = usable.map(({ Id, Name, SegmentType }) => ({
    value: Id!,
    label: Name || Id!,
    description: s(SegmentType === "IMPORT" ? "IMPORT" : "DIMENSIONAL"),
  }));
  const chosen = segments.items.find(({ Id }) => Id === draft.segmentId);
  const isUnfit = draft.kind === "event" && chosen?.SegmentType === "IMPORT";
  const estimate = useQuery<EstimateAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/segments/${label(draft.segmentId)}/estimate`, {}, signal),
    [app, draft.segmentId],
    { enabled: draft.segmentId !== "" },
  );
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={segments.problem} onRetry={segments.reload} />
      <Container>
        <SpaceBetween size="m">
          <FormField
            label={t("segment")}
            description={
              <>
                {t(draft.kind === "event" ? "dynamicOnly" : "segmentHint")}{" "}
                <NewTab path={inApp(app, "segments", "new")}>{s("create")}</NewTab>
              </>
            }
            errorText={errorOf("SegmentId") ?? (isUnfit ? t("dynamicOnly") : undefined)}
          >
            <Select
              selectedOption={chosen ? { value: chosen.Id!, label: chosen.Name || chosen.Id! } : null}
              options={options}
              filteringType="auto"
              placeholder={t("chooseSegment")}
              empty={t("noSegments")}
              statusType={segments.isLoading && !segments.items.length ? "loading" : "finished"}
              onFocus={segments.reload}
              onChange={({ detail }) => change({ segmentId: detail.selectedOption.value ?? "" })}
            />
          </FormField>
          {draft.segmentId && segments.isComplete && !chosen ? <Alert type="warning">{t("segmentGone")}</Alert> : null}
        </SpaceBetween>
      </Container>
      {draft.segmentId ? (
        <Container
          header={
            <Header
              variant="h2"
              actions={<NewTab path={inApp(app, "segments", draft.segmentId)}>{t("showSegment")}</NewTab>}
            >
              {s("estimate")}
            </Header>
          }
        >
          <Estimate query={estimate} />
        </Container>
      ) : null}
      {draft.kind === "inapp" ? null : <Hook draft={draft} change={change} errorOf={errorOf} />}
    </SpaceBetween>
  );
}

function Hook({ draft, change, errorOf }: Pick<StepProperties, "draft" | "change" | "errorOf">) {
  const t = useTexts(texts);
  const { hook } = draft;
  return (
    <ExpandableSection
      variant="container"
      headerText={t("hook")}
      headerDescription={t("hookHint")}
      defaultExpanded={hook.target !== "none"}
    >
      <SpaceBetween size="m">
        <RadioGroup
          ariaLabel={t("hook")}
          value={hook.target}
          items={TARGETS.map((value) => ({ value, label: t(`hook_${value}`) }))}
          onChange={({ detail }) => {
            const target = TARGETS.find((known) => known === detail.value) ?? "none";
            change({ hook: { ...hook, target } });
          }}
        />
        {hook.target === "none" ? null : (
          <FormField
            label={t(hook.target === "url" ? "hook_url" : "hook_function")}
            description={t(hook.target === "url" ? "urlHint" : "functionHint")}
            errorText={errorOf("Hook")}
          >
            <Input
              value={hook.value}
              placeholder={hook.target === "url" ? "https://example.com/filter" : "crm-filter"}
              onChange={({ detail }) => change({ hook: { ...hook, value: detail.value } })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
