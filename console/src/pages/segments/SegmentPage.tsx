/** One segment: reach, rules, who uses it, whether a person is in it, versions, exports. */
import { DeleteSegmentCommand, GetSegmentCommand, type SegmentResponse } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { draftOf } from "./definition";
import { Estimate, type EstimateAnswer } from "./Estimate";
import { Explain } from "./Explain";
import { ExportDialog, Exports } from "./Exports";
import { Rules } from "./Rules";
import { texts } from "./texts";
import { UsedBy } from "./UsedBy";
import { useSegments } from "./useSegmentNames";
import { Versions } from "./Versions";

export default function SegmentPage() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const { segment: id = "" } = useParams();
  const { api } = useSurroundings();
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetSegmentCommand({ ApplicationId: app, SegmentId: id }))).SegmentResponse,
    [app, id],
  );
  useTitle(data ? data.Name || t("noName") : undefined);
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  return <Shown key={id} app={app} id={id} segment={data} />;
}

function Shown({ app, id, segment }: { app: string; id: string; segment: SegmentResponse }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"delete" | "export">();
  const [exports, setExports] = useState(0);
  const { items: segments } = useSegments(app);
  const names = new Map(segments.map(({ Id, Name }) => [Id!, Name || Id!]));
  const name = segment.Name || t("noName");
  const isImported = segment.SegmentType === "IMPORT";
  const copy = `${inApp(app, "segments", "new")}?${new URLSearchParams({ copy: id }).toString()}`;
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
            {isImported ? null : (
              <ToButton path={copy} disabled={!may("work")}>
                {all("copy")}
              </ToButton>
            )}
            {isImported ? null : (
              <ToButton path={inApp(app, "segments", id, "edit")} variant="primary" disabled={!may("work")}>
                {all("edit")}
              </ToButton>
            )}
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      <Reach app={app} id={id} />
      <Facts segment={segment} />
      {isImported ? null : (
        <Container header={<Header variant="h2">{t("definition")}</Header>}>
          <Rules app={app} draft={draftOf(segment)} names={names} />
        </Container>
      )}
      <Explain app={app} id={id} draft={draftOf(segment)} names={names} />
      <UsedBy app={app} id={id} segments={segments} />
      <Versions app={app} id={id} names={names} />
      <Exports key={exports} app={app} id={id} />
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
      {dialog === "export" ? (
        <ExportDialog
          app={app}
          id={id}
          onDismiss={() => setDialog(undefined)}
          onStarted={() => {
            setDialog(undefined);
            setExports((count) => count + 1);
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Reach({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const { api } = useSurroundings();
  const [isExact, setExact] = useState(false);
  const estimate = useQuery<EstimateAnswer>(
    (signal) =>
      api.x.get(`/apps/${label(app)}/segments/${label(id)}/estimate`, isExact ? { exact: true } : {}, signal),
    [app, id, isExact],
  );
  return (
    <Container header={<Header variant="h2">{t("estimate")}</Header>}>
      <Estimate query={estimate} onExact={() => setExact(true)} />
    </Container>
  );
}

function Facts({ segment }: { segment: SegmentResponse }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const { ImportDefinition: imported } = segment;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: all("id"), value: segment.Id },
          { label: t("source"), value: t(segment.SegmentType === "IMPORT" ? "IMPORT" : "DIMENSIONAL") },
          { label: all("version"), value: segment.Version },
          { label: all("created"), value: format.time(segment.CreationDate) },
          ...(imported
            ? [
                { label: t("imported"), value: format.number(imported.Size) },
                { label: "S3", value: imported.S3Url },
              ]
            : []),
        ]}
      />
    </Container>
  );
}
