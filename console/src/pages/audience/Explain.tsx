/** Why somebody is in a segment or not, and what a campaign did about them. */
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, type ReactNode } from "react";
import { useSearchParams } from "react-router";

import { useTexts } from "../../i18n/language";
import { useSegments } from "../segments/useSegmentNames";
import { OfCampaign } from "./OfCampaign";
import { OfSegment } from "./OfSegment";
import { texts } from "./texts";
import { useCampaigns } from "./useCampaigns";

interface Properties {
  readonly app: string;
  readonly endpoints: readonly string[];
}

export function Explain({ app, endpoints }: Properties) {
  const t = useTexts(texts);
  const { items } = useSegments(app);
  const segments = useMemo(() => items.map(({ Id, Name }) => ({ value: Id!, label: Name || Id! })), [items]);
  const names = useMemo(() => new Map(segments.map(({ value, label }) => [value, label])), [segments]);
  const campaigns = useCampaigns(app);
  const isOneOfMany = endpoints.length > 1;
  return (
    <ColumnLayout columns={2}>
      <Asked name="segment" title={t("explainSegment")} label={t("chooseSegment")} empty={t("noSegments")} options={segments}>
        {(segment) =>
          endpoints.map((endpoint) => (
            <OfSegment key={endpoint} {...{ app, segment, endpoint, isOneOfMany, names }} />
          ))
        }
      </Asked>
      <Asked
        name="campaign"
        title={t("explainCampaign")}
        label={t("chooseCampaign")}
        empty={t("noCampaigns")}
        options={campaigns}
      >
        {(campaign) =>
          endpoints.map((endpoint) => (
            <OfCampaign key={endpoint} {...{ app, campaign, endpoint, isOneOfMany }} />
          ))
        }
      </Asked>
    </ColumnLayout>
  );
}

interface AskedProperties {
  /** Its place in the address. */
  readonly name: string;
  readonly title: string;
  readonly label: string;
  readonly empty: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly children: (chosen: string) => ReactNode;
}

function Asked({ name, title, label, empty, options, children }: AskedProperties) {
  const [search, setSearch] = useSearchParams();
  const chosen = search.get(name) ?? "";
  return (
    <Container fitHeight header={<Header variant="h2">{title}</Header>}>
      <SpaceBetween size="m">
        <FormField label={label} stretch>
          <Select
            selectedOption={options.find(({ value }) => value === chosen) ?? null}
            options={[...options]}
            filteringType="auto"
            placeholder={label}
            empty={empty}
            onChange={({ detail }) =>
              setSearch(
                (before) => {
                  before.set(name, detail.selectedOption.value ?? "");
                  return before;
                },
                { replace: true },
              )
            }
          />
        </FormField>
        {chosen ? children(chosen) : null}
      </SpaceBetween>
    </Container>
  );
}
