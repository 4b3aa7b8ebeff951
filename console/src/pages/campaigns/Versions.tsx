/** The versions of a campaign, and what changed between two of them. */
import { GetCampaignVersionsCommand, type CampaignResponse } from "@aws-sdk/client-pinpoint";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { useApi } from "../../app/context";
import { Diff } from "../../components/Diff";
import { ResourceTable } from "../../components/ResourceTable";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import type { PartProperties } from "./CampaignPage";
import { resultTexts } from "./resultTexts";
import { comparable } from "./versions";

export function Versions({ app, campaign }: PartProperties) {
  const r = useTexts(resultTexts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const pages = usePages<CampaignResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetCampaignVersionsCommand({
          ApplicationId: app,
          CampaignId: campaign.Id,
          Token: token,
          PageSize: String(size),
        }),
        { abortSignal: signal },
      );
      return { items: answer.CampaignsResponse?.Item ?? [], token: answer.CampaignsResponse?.NextToken };
    },
    [app, campaign.Id, campaign.Version],
  );
  const versions = [...pages.items].sort((one, other) => (other.Version ?? 0) - (one.Version ?? 0));
  return (
    <SpaceBetween size="l">
      {versions.length > 1 ? <Comparison versions={versions} /> : null}
      <ResourceTable
        title={r("versions")}
        headingTag="h2"
        scope="v."
        pages={pages}
        trackBy={(version) => String(version.Version)}
        empty="–"
        defaultSort={{ column: "version", isDescending: true }}
        columns={[
          { id: "version", header: all("version"), value: (version) => version.Version },
          { id: "name", header: all("name"), value: (version) => version.Name },
          {
            id: "changed",
            header: all("changed"),
            value: (version) => version.LastModifiedDate,
            cell: (version) => format.time(version.LastModifiedDate),
          },
        ]}
      />
    </SpaceBetween>
  );
}

function Comparison({ versions }: { versions: readonly CampaignResponse[] }) {
  const r = useTexts(resultTexts);
  const format = useFormat();
  const [before, setBefore] = useState(versions[1]?.Version);
  const [after, setAfter] = useState(versions[0]?.Version);
  const options = versions.map(({ Version, LastModifiedDate }) => ({
    value: String(Version),
    label: r("versionOf", { n: Version ?? 0, time: format.time(LastModifiedDate) }),
  }));
  const choice = (label: string, value: number | undefined, choose: (version: number) => void) => (
    <FormField label={label}>
      <Select
        selectedOption={options.find((option) => option.value === String(value)) ?? null}
        options={options}
        onChange={({ detail }) => choose(Number(detail.selectedOption.value))}
      />
    </FormField>
  );
  const shown = (version: number | undefined) => comparable(versions.find(({ Version }) => Version === version));
  return (
    <Container header={<Header variant="h2">{r("compare")}</Header>}>
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          {choice(r("before"), before, setBefore)}
          {choice(r("afterwards"), after, setAfter)}
        </ColumnLayout>
        <Diff before={shown(before)} after={shown(after)} label={r("compare")} />
      </SpaceBetween>
    </Container>
  );
}
