/** Last step: what will happen, and how far it is. */
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { csvOf, type Choice } from "./importChoice";
import { gathered, isIdentity } from "./importColumns";
import type { Stage } from "./importSending";
import { importTexts } from "./importTexts";

const MEGABYTE = 1_000_000;

export function SendStep({ choice, stage }: { readonly choice: Choice; readonly stage: Stage | undefined }) {
  const t = useTexts(importTexts);
  const all = useTexts(common);
  const format = useFormat();
  const { files, mapping } = choice;
  const csv = csvOf(choice);
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const columns = mapping?.targets.filter(Boolean).length ?? 0;
  const own = [
    { label: t("file"), value: files.map(({ file }) => file.name).join(", ") },
    { label: t("size"), value: `${format.decimal(bytes / MEGABYTE, bytes < MEGABYTE ? 3 : 1)} MB` },
    ...(csv && mapping
      ? [
          { label: t("columnsUsed"), value: `${columns} / ${mapping.targets.length}` },
          { label: t("sent"), value: t(isIdentity(csv, mapping) ? "asItIs" : "rewritten") },
        ]
      : []),
    ...(mapping?.channel ? [{ label: all("channel"), value: mapping.channel }] : []),
    ...(mapping && gathered(mapping).length ? [{ label: t("severalValues"), value: gathered(mapping).join(", ") }] : []),
  ];
  return (
    <SpaceBetween size="l">
      <Container>
        <KeyValuePairs
          columns={3}
          items={[
            ...(choice.place === "s3" ? [{ label: t("inS3"), value: choice.s3Url }] : own),
            { label: t("define"), value: choice.isDefined ? choice.name : all("no") },
            { label: t("register"), value: all(choice.isRegistered ? "yes" : "no") },
          ]}
        />
      </Container>
      {stage ? (
        <ProgressBar label={t(stage.kind)} description={stage.file} value={Math.round(stage.share * 100)} />
      ) : null}
    </SpaceBetween>
  );
}
