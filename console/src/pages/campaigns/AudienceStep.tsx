/** Step 2: whom it goes to, and how many that is. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { Estimate, type EstimateAnswer } from "../segments/Estimate";
import { texts as segmentTexts } from "../segments/texts";
import { useSegments } from "../segments/useSegmentNames";
import type { StepProperties } from "./CampaignEditor";
import { texts } from "./texts";

export function AudienceStep({ app, draft, change, wasTried }: StepProperties) {
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
  const estimate = useQuery<EstimateAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/segments/${label(draft.segmentId)}/estimate`, {}, signal),
    [app, draft.segmentId],
    { enabled: draft.segmentId !== "" },
  );
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={segments.problem} onRetry={segments.reload} />
      <Container>
        <FormField
          label={t("segment")}
          description={draft.kind === "event" ? t("dynamicOnly") : undefined}
          errorText={wasTried && !draft.segmentId ? t("chooseSegment") : undefined}
          secondaryControl={<ToButton path={inApp(app, "segments", "new")}>{s("create")}</ToButton>}
        >
          <Select
            selectedOption={chosen ? { value: chosen.Id!, label: chosen.Name || chosen.Id! } : null}
            options={options}
            filteringType="auto"
            placeholder={t("chooseSegment")}
            statusType={segments.isLoading ? "loading" : "finished"}
            onChange={({ detail }) => change({ segmentId: detail.selectedOption.value ?? "" })}
          />
        </FormField>
      </Container>
      {draft.segmentId ? (
        <Container header={<Header variant="h2">{s("estimate")}</Header>}>
          <Estimate query={estimate} />
        </Container>
      ) : null}
    </SpaceBetween>
  );
}
