/** One segment: reach, rules, versions, export, and whether a person is in it. */
import {
  CreateExportJobCommand,
  DeleteSegmentCommand,
  GetSegmentCommand,
  GetSegmentVersionsCommand,
} from "@aws-sdk/client-pinpoint";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { draftOf } from "./definition";
import { Estimate, type EstimateAnswer } from "./Estimate";
import { Rules } from "./Rules";
import { texts } from "./texts";
import { useSegmentNames } from "./useSegmentNames";

export default function SegmentPage() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const app = useApplicationId();
  const { segment: id = "" } = useParams();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"delete" | "export">();
  const [isExact, setExact] = useState(false);
  const names = useSegmentNames(app);
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetSegmentCommand({ ApplicationId: app, SegmentId: id }))).SegmentResponse,
    [app, id],
  );
  const estimate = useQuery<EstimateAnswer>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/segments/${label(id)}/estimate`, isExact ? { exact: true } : {}, signal),
    [app, id, isExact],
  );
  const name = data ? data.Name || t("noName") : id;
  useTitle(data ? name : undefined);
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("work")} onClick={() => setDialog("delete")}>
              {all("delete")}
            </Button>
            <Button disabled={!may("work")} onClick={() => setDialog("export")}>
              {t("export")}
            </Button>
            {data.SegmentType === "IMPORT" ? null : (
              <ToButton path={inApp(app, "segments", id, "edit")} variant="primary" disabled={!may("work")}>
                {all("edit")}
              </ToButton>
            )}
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      <Container header={<Header variant="h2">{t("estimate")}</Header>}>
        <Estimate query={estimate} onExact={() => setExact(true)} />
      </Container>
      <Container>
        <KeyValuePairs
          columns={4}
          items={[
            { label: all("id"), value: data.Id },
            { label: t("source"), value: t(data.SegmentType === "IMPORT" ? "IMPORT" : "DIMENSIONAL") },
            { label: all("version"), value: data.Version },
            { label: all("created"), value: format.time(data.CreationDate) },
            ...(data.ImportDefinition
              ? [
                  { label: t("imported"), value: format.number(data.ImportDefinition.Size) },
                  { label: "S3", value: data.ImportDefinition.S3Url },
                ]
              : []),
          ]}
        />
      </Container>
      {data.SegmentType === "IMPORT" ? null : (
        <Container header={<Header variant="h2">{t("definition")}</Header>}>
          <Rules app={app} draft={draftOf(data)} names={names} />
        </Container>
      )}
      <ExplainSegment app={app} id={id} />
      <Versions app={app} id={id} />
      {dialog === "delete" ? (
        <ConfirmDelete
          name={name}
          consequence={t("deleteHint")}
          onDismiss={() => setDialog(undefined)}
          onConfirm={async () => {
            await api.send(new DeleteSegmentCommand({ ApplicationId: app, SegmentId: id }));
            notify({ type: "success", content: all("deleted", { name }) });
            await navigate(inApp(app, "segments"));
          }}
        />
      ) : null}
      {dialog === "export" ? <Export app={app} id={id} onDismiss={() => setDialog(undefined)} /> : null}
    </SpaceBetween>
  );
}

interface Explanation {
  readonly Member: boolean;
  readonly Reasons: readonly { readonly Rule: string; readonly Value: unknown; readonly Matched: boolean }[];
}

export function ExplainSegment({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("endpoint") ?? "";
  const [endpoint, setEndpoint] = useState(asked);
  const { data, problem, isLoading } = useQuery<Explanation>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/segments/${label(id)}/explain`, { "endpoint-id": asked }, signal),
    [app, id, asked],
    { enabled: asked !== "" },
  );
  return (
    <Container header={<Header variant="h2">{t("explain")}</Header>}>
      <SpaceBetween size="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setSearch({ endpoint }, { replace: true });
          }}
        >
          <FormField
            label={t("endpointId")}
            secondaryControl={
              <Button loading={isLoading} disabled={!endpoint}>
                {t("ask")}
              </Button>
            }
          >
            <Input value={endpoint} onChange={({ detail }) => setEndpoint(detail.value.trim())} />
          </FormField>
        </form>
        <ProblemAlert problem={problem} isOptional />
        {data ? (
          <>
            <StatusIndicator type={data.Member ? "success" : "stopped"}>
              {t(data.Member ? "member" : "notMember")}
            </StatusIndicator>
            <Table
              variant="embedded"
              items={[...data.Reasons]}
              ariaLabels={{ tableLabel: t("explain") }}
              columnDefinitions={[
                { id: "rule", header: t("rule"), cell: (reason) => reason.Rule, isRowHeader: true },
                {
                  id: "value",
                  header: t("personHas"),
                  cell: (reason) =>
                    typeof reason.Value === "string" ? reason.Value : (JSON.stringify(reason.Value) ?? "–"),
                },
                {
                  id: "fits",
                  header: t("fits"),
                  cell: (reason) => (
                    <StatusIndicator type={reason.Matched ? "success" : "error"}>
                      {reason.Matched ? "✓" : "✗"}
                    </StatusIndicator>
                  ),
                },
              ]}
            />
          </>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

function Versions({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery(
    async () =>
      (await api.send(new GetSegmentVersionsCommand({ ApplicationId: app, SegmentId: id, PageSize: "100" })))
        .SegmentsResponse?.Item ?? [],
    [app, id],
  );
  return (
    <Container header={<Header variant="h2">{t("versions")}</Header>}>
      <ProblemAlert problem={problem} />
      <Table
        variant="embedded"
        items={data ?? []}
        ariaLabels={{ tableLabel: t("versions") }}
        columnDefinitions={[
          { id: "version", header: all("version"), cell: (version) => version.Version, isRowHeader: true },
          { id: "name", header: all("name"), cell: (version) => version.Name },
          {
            id: "changed",
            header: all("changed"),
            cell: (version) => format.time(version.LastModifiedDate ?? version.CreationDate),
          },
        ]}
      />
    </Container>
  );
}

function Export({ app, id, onDismiss }: { app: string; id: string; onDismiss: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const navigate = useNavigate();
  const action = useAction();
  const [place, setPlace] = useState("s3://");
  const [role, setRole] = useState("");
  const errors = fieldErrors(action.problem, ["S3UrlPrefix", "RoleArn"]);
  const start = () =>
    action.run(async () => {
      const ExportJobRequest = { S3UrlPrefix: place, RoleArn: role, SegmentId: id };
      await api.send(new CreateExportJobCommand({ ApplicationId: app, ExportJobRequest }));
      notify({ type: "success", content: t("exportStarted") });
      await navigate(inApp(app, "jobs"));
    });
  return (
    <Modal
      visible
      header={t("export")}
      closeAriaLabel={all("close")}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              {all("cancel")}
            </Button>
            <Button variant="primary" loading={action.isBusy} onClick={() => void start()}>
              {t("export")}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label={t("exportTo")} description={t("exportHint")} errorText={errors.of("S3UrlPrefix")}>
          <Input value={place} placeholder="s3://bucket/folder/" onChange={({ detail }) => setPlace(detail.value)} />
        </FormField>
        <FormField label={t("roleArn")} errorText={errors.of("RoleArn")}>
          <Input
            value={role}
            placeholder="arn:aws:iam::123456789012:role/exports"
            onChange={({ detail }) => setRole(detail.value)}
          />
        </FormField>
        <ProblemAlert problem={errors.rest} />
      </SpaceBetween>
    </Modal>
  );
}
