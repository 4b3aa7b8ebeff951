/** From a file to people: look at it here, match columns, send it, follow the job. */
import {
  CreateImportJobCommand,
  GetImportJobCommand,
  type ImportJobRequest,
  type ImportJobResponse,
} from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import Tiles from "@cloudscape-design/components/tiles";
import Toggle from "@cloudscape-design/components/toggle";
import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { CHANNEL_TYPES } from "../../components/channels";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Status } from "../../components/Status";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { upload, type Permit } from "../../components/upload";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { importTexts } from "./importTexts";
import {
  faultsOf,
  guess,
  inspect,
  isIdentity,
  NAMED,
  plain,
  preview,
  rewrite,
  SUPPORTED,
  type CsvFile,
  type Inspection,
  type Mapping,
} from "./importFile";

/** Uploads are read with the product's own rights; the API wants a role named all the same. */
const OWN_ROLE = "arn:aws:iam::000000000000:role/pinwheel-uploads";
const POLL_MS = 1500;
const LINES_SHOWN = 5;

interface Choice {
  readonly place: "here" | "s3";
  readonly file: File | undefined;
  readonly inspection: Inspection | undefined;
  readonly mapping: Mapping | undefined;
  readonly s3Url: string;
  readonly format: "CSV" | "JSON";
  readonly role: string;
  readonly isRegistered: boolean;
  readonly isDefined: boolean;
  readonly name: string;
}

const NOTHING: Choice = {
  place: "here",
  file: undefined,
  inspection: undefined,
  mapping: undefined,
  s3Url: "s3://",
  format: "CSV",
  role: "",
  isRegistered: true,
  isDefined: true,
  name: "",
};

export default function ImportWizard() {
  const t = useTexts(importTexts);
  const app = useApplicationId();
  const [search, setSearch] = useSearchParams();
  const job = search.get("job");
  useTitle(t("title"));
  if (job) return <JobProgress app={app} job={job} />;
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
  const [stage, setStage] = useState<{ text: string; share: number }>();
  const change = (facts: Partial<Choice>) => setChoice((before) => ({ ...before, ...facts }));
  const errors = fieldErrors(action.problem, ["S3Url", "RoleArn", "SegmentName", "Format", "FileName", "Bytes"]);
  const csv = choice.inspection && !choice.inspection.fault && choice.inspection.content.format === "CSV"
    ? choice.inspection.content
    : undefined;

  const blocked = [
    () => (choice.place === "s3" ? !/^s3:\/\/[^/]+/.test(choice.s3Url) : !choice.inspection || Boolean(choice.inspection.fault)),
    () => Boolean(choice.place === "here" && csv && choice.mapping && faultsOf(choice.mapping).length),
    () => (choice.isDefined && !choice.name.trim()) || (!choice.isDefined && !choice.isRegistered),
    () => !may("work"),
  ];
  const go = (to: number) => {
    setTried(true);
    for (let index = step; index < to; index += 1) if (blocked[index]!()) return;
    setTried(false);
    setStep(to);
  };
  const place = async (): Promise<{ S3Url: string; Format: "CSV" | "JSON"; RoleArn: string }> => {
    if (choice.place === "s3") return { S3Url: choice.s3Url, Format: choice.format, RoleArn: choice.role || OWN_ROLE };
    let body: Blob = choice.file!;
    if (csv && !isIdentity(csv, choice.mapping!)) {
      setStage({ text: t("preparing"), share: 0 });
      const made = await rewrite(choice.file!, csv, choice.mapping!, (share) =>
        setStage({ text: t("preparing"), share }),
      );
      body = made.blob;
    }
    const Format = csv ? "CSV" : "JSON";
    const permit = await api.x.post<Permit>(`/apps/${label(app)}/uploads`, {
      FileName: choice.file!.name.slice(-128),
      ContentType: csv ? "text/csv" : "application/x-ndjson",
      Bytes: body.size,
    });
    setStage({ text: t("uploading"), share: 0 });
    try {
      await upload(permit, body, (share) => setStage({ text: t("uploading"), share }));
    } catch (error) {
      throw new Error(t("uploadFailed", { reason: error instanceof Error ? error.message : "?" }));
    }
    return { S3Url: permit.S3Url, Format, RoleArn: OWN_ROLE };
  };
  const start = async () => {
    if (blocked.some((isBlocked) => isBlocked())) return;
    await action.run(async () => {
      const request: ImportJobRequest = {
        ...(await place()),
        RegisterEndpoints: choice.isRegistered,
        DefineSegment: choice.isDefined,
        ...(choice.isDefined ? { SegmentName: choice.name.trim() } : {}),
      };
      const answer = await api.send(new CreateImportJobCommand({ ApplicationId: app, ImportJobRequest: request }));
      onStarted(answer.ImportJobResponse!.Id!);
    });
    setStage(undefined);
  };
  return (
    <>
      <UnsavedGuard isDirty={choice.file !== undefined} />
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={action.isBusy}
        submitButtonText={t("start")}
        i18nStrings={{ cancelButton: all("cancel"), nextButton: all("next"), previousButton: all("previous") }}
        onNavigate={({ detail }) => go(detail.requestedStepIndex)}
        onCancel={() => void navigate(inApp(app, "segments"))}
        onSubmit={() => void start()}
        steps={[
          {
            title: t("stepFile"),
            content: <FileStep choice={choice} change={change} wasTried={wasTried} errors={errors.of} />,
          },
          {
            title: t("stepColumns"),
            content: <ColumnStep choice={choice} csv={csv} change={change} />,
          },
          {
            title: t("stepOptions"),
            content: <OptionStep choice={choice} change={change} wasTried={wasTried} error={errors.of("SegmentName")} />,
          },
          {
            title: t("stepReview"),
            content: (
              <SpaceBetween size="l">
                <ProblemAlert problem={action.problem} />
                <Review choice={choice} />
                {stage ? (
                  <ProgressBar label={stage.text} value={Math.round(stage.share * 100)} />
                ) : null}
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}

interface StepProperties {
  readonly choice: Choice;
  readonly change: (facts: Partial<Choice>) => void;
}

function FileStep({
  choice,
  change,
  wasTried,
  errors,
}: StepProperties & { wasTried: boolean; errors: (field: "S3Url" | "RoleArn") => string | undefined }) {
  const t = useTexts(importTexts);
  const { inspection } = choice;
  const take = async (file: File | undefined) => {
    if (!file) {
      change({ file: undefined, inspection: undefined, mapping: undefined });
      return;
    }
    const found = await inspect(file);
    const content = found.fault === undefined && found.content.format === "CSV" ? found.content : undefined;
    change({
      file,
      inspection: found,
      mapping: content ? guess(content.header, content.rows) : undefined,
      name: choice.name || file.name.replace(/\.[^.]+$/, ""),
    });
  };
  const fault = inspection?.fault ? t(inspection.fault, { line: inspection.line ?? 0 }) : undefined;
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField label={t("where")}>
          <Tiles
            value={choice.place}
            items={[
              { value: "here", label: t("here") },
              { value: "s3", label: t("inS3") },
            ]}
            onChange={({ detail }) => change({ place: detail.value as "here" })}
          />
        </FormField>
        {choice.place === "here" ? (
          <FormField
            label={t("file")}
            description={t("fileHint")}
            errorText={fault ?? (wasTried && !choice.file ? t("noFile") : undefined)}
          >
            <FileUpload
              value={choice.file ? [choice.file] : []}
              accept=".csv,.json,.jsonl,.ndjson,.txt,text/csv"
              showFileSize
              i18nStrings={{
                uploadButtonText: () => t("choose"),
                dropzoneText: () => t("choose"),
                removeFileAriaLabel: () => t("leaveOut"),
                errorIconAriaLabel: "!",
                limitShowFewer: "–",
                limitShowMore: "+",
              }}
              onChange={({ detail }) => void take(detail.value[0])}
            />
          </FormField>
        ) : (
          <>
            <FormField label={t("s3Url")} errorText={errors("S3Url")}>
              <Input value={choice.s3Url} onChange={({ detail }) => change({ s3Url: detail.value })} />
            </FormField>
            <FormField label={t("format")}>
              <Select
                selectedOption={{ value: choice.format }}
                options={[{ value: "CSV" }, { value: "JSON" }]}
                onChange={({ detail }) => change({ format: detail.selectedOption.value as "CSV" })}
              />
            </FormField>
            <FormField label={t("role")} errorText={errors("RoleArn")}>
              <Input value={choice.role} onChange={({ detail }) => change({ role: detail.value })} />
            </FormField>
          </>
        )}
        <FileWarnings inspection={inspection} />
      </SpaceBetween>
    </Container>
  );
}

function FileWarnings({ inspection }: { inspection: Inspection | undefined }) {
  const t = useTexts(importTexts);
  if (!inspection || inspection.fault || inspection.content.format !== "CSV") return null;
  const { delimiter, unevenLines, brokenLines } = inspection.content;
  const lines = (numbers: readonly number[]) =>
    numbers.slice(0, LINES_SHOWN).join(", ") + (numbers.length > LINES_SHOWN ? ", …" : "");
  return (
    <SpaceBetween size="s">
      {delimiter === "," ? null : (
        <Alert type="warning">{t("otherDelimiter", { delimiter: delimiter === "\t" ? "Tab" : delimiter })}</Alert>
      )}
      {unevenLines.length ? <Alert type="warning">{t("uneven", { lines: lines(unevenLines) })}</Alert> : null}
      {brokenLines.length ? <Alert type="warning">{t("broken", { lines: lines(brokenLines) })}</Alert> : null}
    </SpaceBetween>
  );
}

function ColumnStep({ choice, csv, change }: StepProperties & { csv: CsvFile | undefined }) {
  const t = useTexts(importTexts);
  const { mapping } = choice;
  if (choice.place === "s3" || !csv || !mapping) {
    return <Container>{t("jsonColumns")}</Container>;
  }
  const faults = faultsOf(mapping);
  const setTarget = (index: number, target: string) =>
    change({ mapping: { ...mapping, targets: mapping.targets.map((old, at) => (at === index ? target : old)) } });
  const shown = preview(csv, mapping);
  return (
    <SpaceBetween size="l">
      {faults.map((fault) => (
        <Alert key={fault} type="error">
          {t(fault)}
        </Alert>
      ))}
      <Container>
        <SpaceBetween size="l">
          <Table
            variant="embedded"
            items={csv.header.map((name, index) => ({ name, index }))}
            ariaLabels={{ tableLabel: t("stepColumns") }}
            columnDefinitions={[
              { id: "name", header: t("column"), cell: ({ name }) => name, isRowHeader: true },
              { id: "example", header: t("example"), cell: ({ index }) => csv.rows[0]?.[index] ?? "–" },
              {
                id: "target",
                header: t("becomes"),
                minWidth: 240,
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
                onChange={({ detail }) =>
                  change({ mapping: { ...mapping, channel: detail.selectedOption.value ?? "" } })
                }
              />
            </FormField>
          ) : null}
        </SpaceBetween>
      </Container>
      <ExpandableSection variant="container" defaultExpanded headerText={t("preview")}>
        <Table
          variant="embedded"
          items={shown.rows}
          ariaLabels={{ tableLabel: t("preview") }}
          columnDefinitions={shown.header.map((name, index) => ({
            id: `${index}`,
            header: name,
            cell: (row: string[]) => row[index],
          }))}
        />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function Target({ name, target, onChange }: { name: string; target: string; onChange: (target: string) => void }) {
  const t = useTexts(importTexts);
  const words = { Attributes: "asAttribute", "User.UserAttributes": "asUserAttribute", Metrics: "asMetric" } as const;
  const own = NAMED.map((prefix) => ({
    value: target.startsWith(`${prefix}.`) ? target : `${prefix}.${plain(name)}`,
    prefix,
  })).map(({ value, prefix }) => ({ value, label: t(words[prefix], { name: value.slice(prefix.length + 1) }) }));
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

function OptionStep({
  choice,
  change,
  wasTried,
  error,
}: StepProperties & { wasTried: boolean; error: string | undefined }) {
  const t = useTexts(importTexts);
  const all = useTexts(common);
  return (
    <Container>
      <SpaceBetween size="l">
        <Toggle checked={choice.isDefined} onChange={({ detail }) => change({ isDefined: detail.checked })}>
          {t("define")}
        </Toggle>
        {choice.isDefined ? (
          <FormField
            label={t("segmentName")}
            errorText={error ?? (wasTried && !choice.name.trim() ? all("required") : undefined)}
          >
            <Input value={choice.name} onChange={({ detail }) => change({ name: detail.value })} />
          </FormField>
        ) : null}
        <Toggle
          checked={choice.isRegistered}
          description={t("registerHint")}
          onChange={({ detail }) => change({ isRegistered: detail.checked })}
        >
          {t("register")}
        </Toggle>
        {wasTried && !choice.isDefined && !choice.isRegistered ? (
          <Box color="text-status-error">{t("needOne")}</Box>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

function Review({ choice }: { choice: Choice }) {
  const t = useTexts(importTexts);
  const all = useTexts(common);
  const format = useFormat();
  const yes = (is: boolean) => all(is ? "yes" : "no");
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t("file"), value: choice.place === "s3" ? choice.s3Url : choice.file?.name },
          ...(choice.file ? [{ label: t("size"), value: `${format.decimal(choice.file.size / 1024, 1)} KB` }] : []),
          { label: t("define"), value: choice.isDefined ? choice.name : yes(false) },
          { label: t("register"), value: yes(choice.isRegistered) },
        ]}
      />
    </Container>
  );
}

const OVER = new Set(["COMPLETED", "FAILED", "CANCELLED"]);

function JobProgress({ app, job }: { app: string; job: string }) {
  const t = useTexts(importTexts);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery<ImportJobResponse>(
    async () =>
      (await api.send(new GetImportJobCommand({ ApplicationId: app, JobId: job }))).ImportJobResponse!,
    [app, job],
    { poll: (found) => (OVER.has(found.JobStatus ?? "") ? undefined : POLL_MS) },
  );
  const segment = data?.Definition?.SegmentId;
  const share = data?.TotalPieces ? ((data.CompletedPieces ?? 0) + (data.FailedPieces ?? 0)) / data.TotalPieces : 0;
  const isOver = OVER.has(data?.JobStatus ?? "");
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          segment ? (
            <ToButton variant="primary" path={inApp(app, "segments", segment)} disabled={data?.JobStatus !== "COMPLETED"}>
              {t("openSegment")}
            </ToButton>
          ) : undefined
        }
      >
        {t("progress")}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {data ? (
        <Container>
          <SpaceBetween size="m">
            <Status status={data.JobStatus} />
            <ProgressBar
              label={t("progress")}
              value={isOver ? 100 : Math.round(share * 100)}
              status={data.JobStatus === "COMPLETED" ? "success" : data.JobStatus === "FAILED" ? "error" : "in-progress"}
              resultText={data.JobStatus ?? ""}
              additionalInfo={t("processed", {
                n: format.number(data.TotalProcessed ?? 0),
                failed: format.number(data.TotalFailures ?? 0),
              })}
            />
            {data.Failures?.length ? (
              <ExpandableSection headerText={t("failures")} defaultExpanded>
                <ul>
                  {data.Failures.map((failure, index) => (
                    <li key={index}>{failure}</li>
                  ))}
                </ul>
              </ExpandableSection>
            ) : null}
          </SpaceBetween>
        </Container>
      ) : null}
    </SpaceBetween>
  );
}
