/** First step: files of this computer, looked at before anything is sent, or a place in S3. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";

import { useTexts } from "../../i18n/language";
import { lookAt, withFiles, type Choice, type LookedAt } from "./importChoice";
import type { Inspection } from "./importFile";
import { importTexts } from "./importTexts";

const LINES_SHOWN = 5;
const ACCEPTED = ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.gz,text/csv";

export interface StepProperties {
  readonly choice: Choice;
  readonly change: (facts: Partial<Choice>) => void;
  readonly wasTried: boolean;
}

export function FilesStep({
  choice,
  change,
  wasTried,
  errorOf,
}: StepProperties & { readonly errorOf: (field: "S3Url" | "RoleArn") => string | undefined }) {
  const t = useTexts(importTexts);
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
            onChange={({ detail }) => change({ place: detail.value === "s3" ? "s3" : "here" })}
          />
        </FormField>
        {choice.place === "here" ? (
          <OwnFiles choice={choice} change={change} wasTried={wasTried} />
        ) : (
          <>
            <FormField label={t("s3Url")} errorText={errorOf("S3Url")}>
              <Input value={choice.s3Url} onChange={({ detail }) => change({ s3Url: detail.value })} />
            </FormField>
            <FormField label={t("format")}>
              <Select
                selectedOption={{ value: choice.format }}
                options={[{ value: "CSV" }, { value: "JSON" }]}
                onChange={({ detail }) => change({ format: detail.selectedOption.value === "JSON" ? "JSON" : "CSV" })}
              />
            </FormField>
            <FormField label={t("role")} errorText={errorOf("RoleArn")}>
              <Input value={choice.role} onChange={({ detail }) => change({ role: detail.value })} />
            </FormField>
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}

function OwnFiles({ choice, change, wasTried }: StepProperties) {
  const t = useTexts(importTexts);
  const [isLooking, setLooking] = useState(false);
  const fault = useFault();
  const take = async (files: readonly File[]) => {
    setLooking(true);
    const looked = await lookAt(files).finally(() => setLooking(false));
    change(withFiles(choice, looked));
  };
  return (
    <>
      <FormField
        label={t("file")}
        description={t("fileHint")}
        errorText={wasTried && choice.files.length === 0 ? t("noFile") : undefined}
      >
        <FileUpload
          multiple
          value={choice.files.map(({ file }) => file)}
          fileErrors={choice.files.map(({ inspection }) => fault(inspection) ?? null)}
          accept={ACCEPTED}
          showFileSize
          tokenLimit={10}
          i18nStrings={{
            uploadButtonText: () => t("choose"),
            dropzoneText: () => t("drop"),
            removeFileAriaLabel: (index) => `${t("leaveOut")}: ${choice.files[index]?.file.name ?? index + 1}`,
            errorIconAriaLabel: t("faulty"),
            limitShowFewer: t("fewer"),
            limitShowMore: t("more"),
          }}
          onChange={({ detail }) => void take(detail.value)}
        />
      </FormField>
      {isLooking ? <Spinner /> : null}
      {choice.files.map((looked, index) => (
        <Remarks key={index} looked={looked} />
      ))}
    </>
  );
}

function useFault(): (inspection: Inspection) => string | undefined {
  const t = useTexts(importTexts);
  return (inspection) =>
    inspection.fault ? t(inspection.fault, { line: inspection.line ?? 0, name: inspection.name ?? "" }) : undefined;
}

/** What the console mends on the way, and what will fail. */
function Remarks({ looked: { file, inspection } }: { looked: LookedAt }) {
  const t = useTexts(importTexts);
  if (inspection.fault !== undefined || inspection.content.format !== "CSV") return null;
  const { delimiter, encoding, unevenLines, brokenLines } = inspection.content;
  const lines = (numbers: readonly number[]) =>
    numbers.slice(0, LINES_SHOWN).join(", ") + (numbers.length > LINES_SHOWN ? ", …" : "");
  const remarks = [
    delimiter === "," ? "" : t("otherDelimiter", { delimiter: delimiter === "\t" ? "Tab" : delimiter }),
    encoding === "utf-8" ? "" : t(encoding === "windows-1252" ? "western" : "utf16"),
    unevenLines.length ? t("uneven", { lines: lines(unevenLines) }) : "",
    brokenLines.length ? t("broken", { lines: lines(brokenLines) }) : "",
  ].filter(Boolean);
  if (!remarks.length) return null;
  return (
    <Alert type={unevenLines.length || encoding === "windows-1252" ? "warning" : "info"} header={file.name}>
      {remarks.map((remark) => (
        <div key={remark}>{remark}</div>
      ))}
    </Alert>
  );
}
