/** Find people by endpoint, user or address. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { BlockAttributes } from "./BlockAttributes";
import { EndpointTable } from "./EndpointTable";
import { texts } from "./texts";

export default function Audience() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const may = useMay();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [isBlocking, setBlocking] = useState(false);
  const address = search.get("address");
  useTitle(t("title"));
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("what")}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("work")} onClick={() => setBlocking(true)}>
              {t("block")}
            </Button>
            <ToButton path={inApp(app, "segments", "import")} disabled={!may("work")}>
              {t("import")}
            </ToButton>
          </SpaceBetween>
        }
      >
        {t("title")}
      </Header>
      <ColumnLayout columns={3}>
        <Finder
          title={t("byEndpoint")}
          field={t("endpointId")}
          onFind={(id) => void navigate(inApp(app, "audience", "endpoints", id))}
        />
        <Finder
          title={t("byUser")}
          field={t("userId")}
          onFind={(id) => void navigate(inApp(app, "audience", "users", id))}
        />
        <Finder title={t("byAddress")} field={t("addressHint")} onFind={(address) => setSearch({ address })} />
      </ColumnLayout>
      {address ? <Holders app={app} address={address} /> : null}
      {isBlocking ? <BlockAttributes app={app} onDismiss={() => setBlocking(false)} /> : null}
    </SpaceBetween>
  );
}

function Finder({ title, field, onFind }: { title: string; field: string; onFind: (text: string) => void }) {
  const t = useTexts(texts);
  const [text, setText] = useState("");
  return (
    <Container fitHeight header={<Header variant="h2">{title}</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) onFind(text.trim());
        }}
      >
        <SpaceBetween size="s">
          <FormField label={field}>
            <Input value={text} type="search" onChange={({ detail }) => setText(detail.value)} />
          </FormField>
          <Button variant="primary" disabled={!text.trim()} ariaLabel={`${t("find")}: ${title}`}>
            {t("find")}
          </Button>
        </SpaceBetween>
      </form>
    </Container>
  );
}

function Holders({ app, address }: { app: string; address: string }) {
  const api = useApi();
  const { data, problem } = useQuery<{ Item: EndpointResponse[] }>(
    (signal) => api.x.get(`/apps/${label(app)}/endpoints`, { address }, signal),
    [app, address],
  );
  if (problem) return <ProblemAlert problem={problem} isOptional />;
  if (!data) return <Spinner />;
  return <EndpointTable app={app} title={address} endpoints={data.Item} />;
}
