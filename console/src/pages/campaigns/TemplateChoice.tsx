/** Which template, and which of its versions. */
import { ListTemplatesCommand, ListTemplateVersionsCommand } from "@aws-sdk/client-pinpoint";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { texts as templateTexts } from "../templates/texts";
import { NewTab } from "./NewTab";
import type { PieceProperties } from "./PieceEditor";
import { texts } from "./texts";

export function TemplateChoice({ channel, piece, errorOf, onChange }: PieceProperties) {
  const t = useTexts(texts);
  const x = useTexts(templateTexts);
  const api = useApi();
  const { data, problem, isLoading, reload } = useQuery(
    async () =>
      (await api.send(new ListTemplatesCommand({ TemplateType: channel, PageSize: "1000" }))).TemplatesResponse?.Item ??
      [],
    [channel],
  );
  return (
    <SpaceBetween size="m">
      {problem ? <ProblemAlert problem={problem} onRetry={reload} /> : null}
      <ColumnLayout columns={2}>
        <FormField
          label={t("whichTemplate")}
          description={<NewTab path={`/templates/new?type=${channel}`}>{x("create")}</NewTab>}
          errorText={errorOf("template")}
        >
          <Select
            selectedOption={piece.template ? { value: piece.template, label: piece.template } : null}
            options={(data ?? []).map(({ TemplateName, TemplateDescription }) => ({
              value: TemplateName!,
              label: TemplateName!,
              ...(TemplateDescription ? { description: TemplateDescription } : {}),
            }))}
            filteringType="auto"
            placeholder={t("chooseTemplate")}
            empty={t("noTemplates")}
            statusType={isLoading && !data ? "loading" : "finished"}
            onFocus={reload}
            onChange={({ detail }) => onChange({ ...piece, template: detail.selectedOption.value ?? "", version: "" })}
          />
        </FormField>
        {piece.template ? (
          <VersionChoice key={piece.template} channel={channel} piece={piece} onChange={onChange} />
        ) : (
          <span />
        )}
      </ColumnLayout>
    </SpaceBetween>
  );
}

function VersionChoice({ channel, piece, onChange }: Pick<PieceProperties, "channel" | "piece" | "onChange">) {
  const t = useTexts(texts);
  const format = useFormat();
  const api = useApi();
  const { data, isLoading } = useQuery(
    async () => {
      const answer = await api.send(
        new ListTemplateVersionsCommand({ TemplateName: piece.template, TemplateType: channel, PageSize: "1000" }),
      );
      return answer.TemplateVersionsResponse?.Item ?? [];
    },
    [channel, piece.template],
  );
  const named = (version: string) => t("versionNumber", { n: version });
  return (
    <FormField label={t("templateVersion")} description={t("versionHint")}>
      <Select
        selectedOption={
          piece.version ? { value: piece.version, label: named(piece.version) } : { value: "", label: t("activeVersion") }
        }
        options={[
          { value: "", label: t("activeVersion") },
          ...(data ?? []).map(({ Version, LastModifiedDate }) => ({
            value: Version!,
            label: named(Version!),
            description: format.time(LastModifiedDate),
          })),
        ]}
        statusType={isLoading ? "loading" : "finished"}
        onChange={({ detail }) => onChange({ ...piece, version: detail.selectedOption.value ?? "" })}
      />
    </FormField>
  );
}
