/** Why somebody got the message, or did not: by endpoint ID, or by address. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import type { PartProperties } from "./CampaignPage";
import { Explanation, type ExplanationAnswer } from "./Explanation";
import { resultTexts } from "./resultTexts";

interface Found {
  readonly endpoint: string;
  readonly answer: ExplanationAnswer;
}

/** Addresses of e-mail and phone cannot be taken for an ID that people make up. */
function isAddress(text: string): boolean {
  return text.includes("@") || /^\+\d{5,}$/.test(text);
}

export function Explain({ app, campaign }: PartProperties) {
  const r = useTexts(resultTexts);
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("endpoint") ?? "";
  const [written, setWritten] = useState(asked);
  const { data, problem, isLoading } = useQuery<readonly Found[]>(
    async (signal) => {
      const path = `/apps/${label(app)}/campaigns/${label(campaign.Id!)}/explain`;
      const endpoints = isAddress(asked)
        ? (await api.x.get<{ Item: { Id: string }[] }>(`/apps/${label(app)}/endpoints`, { address: asked }, signal)).Item.map(({ Id }) => Id)
        : [asked];
      return Promise.all(
        endpoints.map(async (endpoint) => ({
          endpoint,
          answer: await api.x.get<ExplanationAnswer>(path, { "endpoint-id": endpoint }, signal),
        })),
      );
    },
    [app, campaign.Id, asked],
    { enabled: asked !== "" },
  );
  return (
    <Container header={<Header variant="h2" description={r("explainHint")}>{r("explain")}</Header>}>
      <SpaceBetween size="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setSearch({ tab: "why", endpoint: written.trim() }, { replace: true });
          }}
        >
          <FormField
            label={r("endpointId")}
            secondaryControl={
              <Button loading={isLoading} disabled={!written.trim()}>
                {r("ask")}
              </Button>
            }
          >
            <Input value={written} onChange={({ detail }) => setWritten(detail.value)} />
          </FormField>
        </form>
        <ProblemAlert problem={problem} />
        <div aria-live="polite">
          <SpaceBetween size="m">
            {data?.length === 0 ? <Alert type="info">{r("nobodyThere")}</Alert> : null}
            {(data ?? []).map(({ endpoint, answer }) => (
              <Explanation key={endpoint} app={app} campaign={campaign} endpoint={endpoint} answer={answer} />
            ))}
          </SpaceBetween>
        </div>
        {asked ? null : <Box color="text-body-secondary">{r("explainEmpty")}</Box>}
      </SpaceBetween>
    </Container>
  );
}
