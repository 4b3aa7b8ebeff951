/** Whether a person is in a segment, rule by rule. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { findPeople } from "../../components/findPeople";
import { inApp, To } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import type { Draft } from "./definition";
import { texts } from "./texts";
import { heldOf, jointOf, ruleAt, sentenceOf } from "./words";

interface Reason {
  readonly Rule: string;
  readonly Value: unknown;
  readonly Matched: boolean;
  readonly Path?: string;
}

interface Explanation {
  readonly Member: boolean;
  readonly Reasons: readonly Reason[];
}

interface Properties {
  readonly app: string;
  readonly id: string;
  readonly draft: Draft;
  readonly names: ReadonlyMap<string, string>;
}

export function Explain({ app, id, draft, names }: Properties) {
  const t = useTexts(texts);
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("endpoint") ?? "";
  const [text, setText] = useState(asked);
  const { data, problem, isLoading } = useQuery<readonly EndpointResponse[]>(() => findPeople(api, app, asked), [app, asked], {
    enabled: asked !== "",
  });
  return (
    <Container header={<Header variant="h2">{t("explain")}</Header>}>
      <SpaceBetween size="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setSearch(
              (before) => {
                before.set("endpoint", text.trim());
                return before;
              },
              { replace: true },
            );
          }}
        >
          <FormField
            label={t("person")}
            description={t("personHint")}
            errorText={data?.length === 0 ? t("personUnknown") : undefined}
            secondaryControl={
              <Button loading={isLoading} disabled={!text.trim()}>
                {t("ask")}
              </Button>
            }
          >
            <Input value={text} type="search" onChange={({ detail }) => setText(detail.value)} />
          </FormField>
        </form>
        <ProblemAlert problem={problem} />
        {data?.map((endpoint) => (
          <Verdict key={endpoint.Id} app={app} id={id} draft={draft} names={names} endpoint={endpoint} />
        ))}
      </SpaceBetween>
    </Container>
  );
}

function Verdict({ app, id, draft, names, endpoint }: Properties & { readonly endpoint: EndpointResponse }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const { Id = "", Address, ChannelType } = endpoint;
  const { data, problem } = useQuery<Explanation>(
    (signal) => api.x.get(`/apps/${label(app)}/segments/${label(id)}/explain`, { "endpoint-id": Id }, signal),
    [app, id, Id],
  );
  if (problem) return <ProblemAlert problem={problem} isOptional />;
  if (!data) return null;
  const rule = ({ Rule, Path = "" }: Reason) => {
    const criterion = ruleAt(draft, Path);
    return criterion ? sentenceOf(t, criterion) : jointOf(t, Rule, names);
  };
  return (
    <SpaceBetween size="s">
      <Box>
        <To path={inApp(app, "audience", "endpoints", Id)}>{Address || Id}</To> · {ChannelType}
      </Box>
      <StatusIndicator type={data.Member ? "success" : "stopped"}>{t(data.Member ? "member" : "notMember")}</StatusIndicator>
      <Table
        variant="embedded"
        items={[...data.Reasons]}
        ariaLabels={{ tableLabel: t("explain") }}
        columnDefinitions={[
          { id: "rule", header: t("rule"), cell: rule, isRowHeader: true },
          {
            id: "value",
            header: t("personHas"),
            cell: ({ Value }) => heldOf(t, Value) ?? shown(Value, { yes: all("yes"), no: all("no") }),
          },
          {
            id: "fits",
            header: t("fits"),
            cell: ({ Matched }) => (
              <StatusIndicator type={Matched ? "success" : "stopped"}>{all(Matched ? "yes" : "no")}</StatusIndicator>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}

function shown(value: unknown, words: { readonly yes: string; readonly no: string }): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
