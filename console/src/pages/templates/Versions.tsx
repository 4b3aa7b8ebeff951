/** All versions of a template: which one is used, and what differs. */
import { UpdateTemplateActiveVersionCommand, type TemplateVersionResponse } from "@aws-sdk/client-pinpoint";
import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";

import { useMay, useSurroundings } from "../../app/context";
import { Diff } from "../../components/Diff";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";
import { readTemplate, sendable, type Content, type Named } from "./types";

interface Properties {
  readonly stored: Named;
  /** What is in the form now. */
  readonly content: Content;
  readonly versions: readonly TemplateVersionResponse[];
  readonly onShow: (version: string) => void;
  readonly onActivated: () => void;
}

export function Versions({ stored, content, versions, onShow, onActivated }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const action = useAction();
  const { type, name } = stored;
  const [compared, setCompared] = useState("");
  const active = useQuery(() => readTemplate(api, type, name), [type, name, versions.length]);
  const other = useQuery(() => readTemplate(api, type, name, compared), [type, name, compared], {
    enabled: compared !== "",
  });
  const activate = async (version: string) => {
    const isDone = await action.run(() =>
      api.send(
        new UpdateTemplateActiveVersionCommand({
          TemplateName: name,
          TemplateType: type.toLowerCase(),
          TemplateActiveVersionRequest: { Version: version },
        }),
      ),
    );
    if (!isDone) return;
    notify({ type: "success", content: t("nowActive", { n: version }) });
    active.reload();
    onActivated();
  };
  const nothing = { value: "", label: t("compareNone") };
  return (
    <Container header={<Header variant="h2">{t("versions")}</Header>}>
      <SpaceBetween size="m">
        <ProblemAlert problem={action.problem ?? other.problem} />
        <Table
          variant="embedded"
          items={[...versions]}
          ariaLabels={{ tableLabel: t("versions") }}
          columnDefinitions={[
            {
              id: "version",
              header: all("version"),
              isRowHeader: true,
              cell: ({ Version = "" }) => (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button variant="inline-link" onClick={() => onShow(Version)}>
                    {Version}
                  </Button>
                  {Version === active.data?.version ? <Badge color="green">{t("active")}</Badge> : null}
                  {Version === stored.version ? <Badge>{t("shown")}</Badge> : null}
                </SpaceBetween>
              ),
            },
            {
              id: "changed",
              header: all("changed"),
              cell: ({ LastModifiedDate }) => format.time(LastModifiedDate),
            },
            {
              id: "activate",
              header: all("actions"),
              cell: ({ Version = "" }) => (
                <Button
                  variant="inline-link"
                  ariaLabel={`${t("makeActive")}: ${Version}`}
                  disabled={!may("share") || Version === active.data?.version}
                  onClick={() => void activate(Version)}
                >
                  {t("use")}
                </Button>
              ),
            },
          ]}
        />
        <FormField label={t("compare")} description={t("compareHint")}>
          <Select
            selectedOption={compared ? { value: compared, label: compared } : nothing}
            options={[nothing, ...versions.map(({ Version = "" }) => ({ value: Version, label: Version }))]}
            onChange={({ detail }) => setCompared(detail.selectedOption.value ?? "")}
          />
        </FormField>
        {compared && other.data ? (
          <Diff label={t("compare")} before={readable(other.data.content)} after={readable(sendable(type, content))} />
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

/** A template's members below each other, so that a comparison by lines says something. */
function readable(content: Content): string {
  return Object.keys(content)
    .sort()
    .map((member) => {
      const value = content[member];
      return `— ${member}\n${typeof value === "string" ? value : JSON.stringify(value, null, 2)}`;
    })
    .join("\n");
}
