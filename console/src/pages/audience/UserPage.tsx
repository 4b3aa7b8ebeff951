/** One person: all endpoints, attributes and opt-outs, what happened to them, and why. */
import {
  DeleteUserEndpointsCommand,
  GetUserEndpointsCommand,
  UpdateEndpointsBatchCommand,
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
import { EndpointTable } from "./EndpointTable";
import { Explain } from "./Explain";
import { Facts } from "./Facts";
import { History } from "./History";
import { texts } from "./texts";

export default function UserPage() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const { user = "" } = useParams();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const [isDeleting, setDeleting] = useState(false);
  const [edited, setEdited] = useState("");
  useTitle(user);
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetUserEndpointsCommand({ ApplicationId: app, UserId: user }))).EndpointsResponse?.Item ?? [],
    [app, user],
  );
  const wanting = (data ?? []).filter(({ OptOut }) => OptOut !== "ALL");
  const optOut = async () => {
    const Item = wanting.map(({ Id, EndpointStatus }) => ({ Id, EndpointStatus, OptOut: "ALL" }));
    const isDone = await action.run(() =>
      api.send(new UpdateEndpointsBatchCommand({ ApplicationId: app, EndpointBatchRequest: { Item } })),
    );
    if (isDone) reload();
  };
  const ids = (data ?? []).flatMap(({ Id }) => (Id ? [Id] : []));
  const shown = data?.find(({ Id }) => Id === edited);
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("user")}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!may("work") || !data?.length} onClick={() => setDeleting(true)}>
              {t("deletePerson")}
            </Button>
            <Button
              disabled={!may("work") || wanting.length === 0}
              loading={action.isBusy}
              onClick={() => void optOut()}
            >
              {t("allOut")}
            </Button>
          </SpaceBetween>
        }
      >
        {user}
      </Header>
      <ProblemAlert problem={problem ?? action.problem} onRetry={reload} />
      {data ? (
        <SpaceBetween size="l">
          <EndpointTable app={app} title={t("endpoints")} endpoints={data} onEdit={setEdited} />
          <Facts title={t("userAttributes")} facts={data[0]?.User?.UserAttributes} />
          <Explain app={app} endpoints={ids} />
          <History app={app} endpoints={ids} />
        </SpaceBetween>
      ) : problem ? null : (
        <Spinner />
      )}
      {shown ? (
        <EditEndpoint
          app={app}
          endpoint={shown}
          onDismiss={() => setEdited("")}
          onSaved={() => {
            setEdited("");
            reload();
          }}
        />
      ) : null}
      {isDeleting ? (
        <ConfirmDelete
          name={user}
          consequence={t("deleteUserHint")}
          onDismiss={() => setDeleting(false)}
          onConfirm={async () => {
            await api.send(new DeleteUserEndpointsCommand({ ApplicationId: app, UserId: user }));
            notify({ type: "success", content: all("deleted", { name: user }) });
            await navigate(inApp(app, "audience"));
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}
