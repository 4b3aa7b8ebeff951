/** Second step: what each column becomes, and how the first rows arrive. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";

import { CHANNEL_TYPES } from "../../components/channels";
import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./FilesStep";
import { csvOf, type Choice } from "./importChoice";
import { faultsOf, gathered, NAMED, plain, preview, SUPPORTED, type Mapping } from "./importColumns";
import type { CsvFile } from "./importFile";
import { importTexts } from "./importTexts";

export function ColumnsStep({ choice, change }: StepProperties) {
  const t = useTexts(importTexts);
  const csv = csvOf(choice);
  const { mapping } = choice;
  if (choice.place === "s3") return <Container>{t("s3Columns")}</Container>;
  if (!csv || !mapping) return <JsonRows choice={choice} />;
  return (
    <SpaceBetween size="l">
      {faultsOf(mapping).map((fault) => (
        <Alert key={fault} type="error">
          {t(fault)}
        </Alert>
      ))}
      {gathered(mapping).map((name) => (
        <Alert key={name} type="info">
          {t("gathered", { name })}
        </Alert>
      ))}
      <Targets csv={csv} mapping={mapping} onChange={(changed) => change({ mapping: changed })} />
      <FirstRows {...preview(csv, mapping)} />
    </SpaceBetween>
  );
}

interface TargetsProperties {
  readonly csv: CsvFile;
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

function Targets({ csv, mapping, onChange }: TargetsProperties) {
  const t = useTexts(importTexts);
  const setTarget = (index: number, target: string) =>
    onChange({ ...mapping, targets: mapping.targets.map((old, at) => (at === index ? target : old)) });
  return (
    <Container>
      <SpaceBetween size="l">
        <Table
          variant="embedded"
          wrapLines
          items={csv.header.map((name, index) => ({ name, index }))}
          ariaLabels={{ tableLabel: t("stepColumns") }}
          columnDefinitions={[
            { id: "name", header: t("column"), cell: ({ name }) => name, isRowHeader: true },
            { id: "example", header: t("example"), cell: ({ index }) => csv.rows[0]?.[index] || "–" },
            {
              id: "target",
              header: t("becomes"),
              minWidth: 200,
              cell: ({ name, index }) => (
                <Target name={name} target={mapping.targets[index]!} onChange={(target) => setTarget(index, target)} />
              ),
            },
          ]}
        />
        {mapping.targets.includes("Address") && !mapping.targets.includes("ChannelType") ? (
          <FormField label={t("channelOfAll")} description={t("channelHint")}>
            <Select
              selectedOption={mapping.channel ? { value: mapping.channel } : null}
              options={CHANNEL_TYPES.map((value) => ({ value }))}
              onChange={({ detail }) => onChange({ ...mapping, channel: detail.selectedOption.value ?? "" })}
            />
          </FormField>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

interface TargetProperties {
  readonly name: string;
  readonly target: string;
  readonly onChange: (target: string) => void;
}

function Target({ name, target, onChange }: TargetProperties) {
  const t = useTexts(importTexts);
  const words = { Attributes: "asAttribute", "User.UserAttributes": "asUserAttribute", Metrics: "asMetric" } as const;
  const own = NAMED.map((prefix) => {
    const value = target.startsWith(`${prefix}.`) ? target : `${prefix}.${plain(name)}`;
    return { value, label: t(words[prefix], { name: value.slice(prefix.length + 1) }) };
  });
  const options = [{ value: "", label: t("leaveOut") }, ...own, ...SUPPORTED.map((value) => ({ value, label: value }))];
  return (
    <Select
      ariaLabel={`${t("becomes")}: ${name}`}
      selectedOption={options.find(({ value }) => value === target) ?? { value: target, label: target }}
      options={options}
      filteringType="auto"
      expandToViewport
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
    />
  );
}

function FirstRows({ header, rows }: { header: readonly string[]; rows: readonly (readonly string[])[] }) {
  const t = useTexts(importTexts);
  return (
    <ExpandableSection variant="container" defaultExpanded headerText={t("preview")}>
      <Table
        variant="embedded"
        wrapLines
        items={[...rows]}
        ariaLabels={{ tableLabel: t("preview") }}
        columnDefinitions={header.map((name, index) => ({
          id: `${index}`,
          header: name,
          cell: (row: readonly string[]) => row[index] || "–",
        }))}
      />
    </ExpandableSection>
  );
}

function JsonRows({ choice }: { choice: Choice }) {
  const t = useTexts(importTexts);
  const first = choice.files[0]?.inspection;
  const rows = first && first.fault === undefined && first.content.format === "JSON" ? first.content.rows : [];
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  return (
    <SpaceBetween size="l">
      <Container>{t("jsonColumns")}</Container>
      <FirstRows header={header} rows={rows.map((row) => header.map((name) => shown(row[name])))} />
    </SpaceBetween>
  );
}
