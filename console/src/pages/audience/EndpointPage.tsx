/** One endpoint: what is known, what happened, and why segments and campaigns treat it as they do. */
import {
  DeleteEndpointCommand,
  GetEndpointCommand,
  UpdateEndpointCommand,
  type EndpointResponse,
} from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { inApp } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { EditEndpoint } from "./EditEndpoint";
import { Explain } from "./Explain";
import { History } from "./History";
import { Known } from "./Known";
import { texts } from "./texts";

export default function EndpointPage() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const { endpoint: id = "" } = useParams();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const [dialog, setDialog] = useState<"edit" | "delete">();
  useTitle(id);
  const { data, problem, reload } = useQuery<EndpointResponse | undefined>(
    async () => (await api.send(new GetEndpointCommand({ ApplicationId: app, EndpointId: id }))).EndpointResponse,
    [app, id],
  );
  const isOut = data?.OptOut === "ALL";
  const opt = async () => {
    const isDone = await action.run(() =>
      api.send(
        new UpdateEndpointCommand({
          ApplicationId: app,
          EndpointId: id,
          EndpointRequest: { OptOut: isOut ? "NONE" : "ALL", EndpointStatus: data?.EndpointStatus },
        }),
      ),
    );
    if (isDone) reload();
  };
  const isLocked = !may("work") || !data;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("endpoint")}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={isLocked} onClick={() => setDialog("delete")}>
              {t("deleteEndpoint")}
            </Button>
            <Button disabled={isLocked} loading={action.isBusy} onClick={() => void opt()}>
              {t(isOut ? "makeOptIn" : "makeOptOut")}
            </Button>
            <Button disabled={isLocked} variant="primary" onClick={() => setDialog("edit")}>
              {all("edit")}
            </Button>
          </SpaceBetween>
        }
      >
        {id}
      </Header>
      <ProblemAlert problem={problem ?? action.problem} onRetry={reload} />
      {data ? (
        <SpaceBetween size="l">
          <Known app={app} endpoint={data} />
          <Explain app={app} endpoints={[id]} />
          <History app={app} endpoints={[id]} />
        </SpaceBetween>
      ) : problem ? null : (
        <Spinner />
      )}
      {dialog === "edit" && data ? (
        <EditEndpoint
          app={app}
          endpoint={data}
          onDismiss={() => setDialog(undefined)}
          onSaved={() => {
            setDialog(undefined);
            reload();
          }}
        />
      ) : null}
      {dialog === "delete" ? (
        <ConfirmDelete
          name={id}
          consequence={t("deleteHint")}
          onDismiss={() => setDialog(undefined)}
          onConfirm={async () => {
            await api.send(new DeleteEndpointCommand({ ApplicationId: app, EndpointId: id }));
            notify({ type: "success", content: all("deleted", { name: id }) });
            await navigate(inApp(app, "audience"));
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}
