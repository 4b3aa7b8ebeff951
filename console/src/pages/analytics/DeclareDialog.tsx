/** Declares an experiment on a campaign's treatments and holdout, or on segments. */
import { GetCampaignsCommand, GetSegmentsCommand } from "@aws-sdk/client-pinpoint";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { FormDialog } from "../../components/FormDialog";
import { ProblemAlert } from "../../components/ProblemAlert";
import { fieldErrors, useAction } from "../../components/useAction";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { BLANK_DECLARATION, declarationOf, isDeclarable, type Declaration } from "./declaration";
import { experimentTexts } from "./experimentTexts";
import { OutcomesInput } from "./OutcomesInput";

interface Properties {
  readonly app: string;
  readonly onDismiss: () => void;
  readonly onDeclared: (id: string) => void;
}

const named = (items: readonly { Id?: string | undefined; Name?: string | undefined }[] | undefined) =>
  (items ?? []).flatMap(({ Id, Name }) => (Id ? [{ value: Id, label: Name || Id }] : []));

export function DeclareDialog({ app, onDismiss, onDeclared }: Properties) {
  const t = useTexts(experimentTexts);
  const all = useTexts(common);
  const api = useApi();
  const action = useAction();
  const [form, setForm] = useState<Declaration>(BLANK_DECLARATION);
  const set = (changes: Partial<Declaration>) => setForm({ ...form, ...changes });
  const { data, problem, isLoading } = useQuery(async () => {
    const where = { ApplicationId: app, PageSize: "1000" };
    const [campaigns, segments] = await Promise.all([
      api.send(new GetCampaignsCommand(where)),
      api.send(new GetSegmentsCommand(where)),
    ]);
    return { campaigns: named(campaigns.CampaignsResponse?.Item), segments: named(segments.SegmentsResponse?.Item) };
  }, [app]);
  const campaigns = data?.campaigns ?? [];
  const segments = data?.segments ?? [];
  const statusType = isLoading ? "loading" : "finished";
  const errors = fieldErrors(action.problem, ["Name", "CampaignId", "Arms", "Control", "Outcomes", "End"]);
  const declare = () =>
    action.run(async () => {
      const nameOf = (id: string) => segments.find(({ value }) => value === id)?.label ?? id;
      const made = await api.x.post<{ Id: string }>(`/apps/${label(app)}/experiments`, declarationOf(form, nameOf));
      onDeclared(made.Id);
    });
  return (
    <FormDialog
      title={t("declare")}
      size="large"
      submitText={t("declare")}
      canSubmit={isDeclarable(form)}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={form !== BLANK_DECLARATION}
      onSubmit={() => void declare()}
      onDismiss={onDismiss}
    >
      <ProblemAlert problem={problem} />
      <FormField label={all("name")} errorText={errors.of("Name")}>
        <Input value={form.name} autoFocus onChange={({ detail }) => set({ name: detail.value })} />
      </FormField>
      <FormField label={t("compare")}>
        <SegmentedControl
          label={t("compare")}
          selectedId={form.kind}
          options={[
            { id: "campaign", text: t("ofCampaign") },
            { id: "segments", text: t("ofSegments") },
          ]}
          onChange={({ detail }) => set({ kind: detail.selectedId === "segments" ? "segments" : "campaign" })}
        />
      </FormField>
      {form.kind === "campaign" ? (
        <FormField label={t("campaign")} description={t("campaignHint")} errorText={errors.of("CampaignId")}>
          <Select
            selectedOption={campaigns.find(({ value }) => value === form.campaign) ?? null}
            options={[...campaigns]}
            statusType={statusType}
            filteringType="auto"
            empty={t("noCampaigns")}
            onChange={({ detail }) => set({ campaign: detail.selectedOption.value ?? "" })}
          />
        </FormField>
      ) : (
        <>
          <FormField label={t("arms")} description={t("armsHint")} errorText={errors.of("Arms")}>
            <Multiselect
              selectedOptions={segments.filter(({ value }) => form.segments.includes(value))}
              options={[...segments]}
              statusType={statusType}
              filteringType="auto"
              empty={t("noSegments")}
              onChange={({ detail }) => set({ segments: detail.selectedOptions.flatMap(({ value }) => value ?? []) })}
            />
          </FormField>
          <FormField label={t("controlArm")} errorText={errors.of("Control")}>
            <Select
              selectedOption={segments.find(({ value }) => value === form.control) ?? null}
              options={segments.filter(({ value }) => form.segments.includes(value))}
              empty={t("noSegments")}
              onChange={({ detail }) => set({ control: detail.selectedOption.value ?? "" })}
            />
          </FormField>
        </>
      )}
      <OutcomesInput outcomes={form.outcomes} errorText={errors.of("Outcomes")} onChange={(outcomes) => set({ outcomes })} />
      <FormField label={t("lastDay")} description={t("lastDayHint")} errorText={errors.of("End")}>
        <DatePicker value={form.lastDay} onChange={({ detail }) => set({ lastDay: detail.value })} />
      </FormField>
    </FormDialog>
  );
}
