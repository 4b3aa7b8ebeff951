/** One person: all endpoints, attributes, opt-outs. */
import { DeleteUserEndpointsCommand, GetUserEndpointsCommand } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
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
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { EndpointTable } from "./EndpointTable";
import { Facts } from "./Facts";
import { texts } from "./texts";

export default function UserPage() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const { user = "" } = useParams();
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  useTitle(user);
  const { data, problem, reload } = useQuery(
    async () =>
      (await api.send(new GetUserEndpointsCommand({ ApplicationId: app, UserId: user }))).EndpointsResponse?.Item ?? [],
    [app, user],
  );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("user")}
        actions={
          <Button disabled={!may("work") || !data?.length} onClick={() => setDeleting(true)}>
            {all("delete")}
          </Button>
        }
      >
        {user}
      </Header>
      <ProblemAlert problem={problem} onRetry={reload} />
      {data ? (
        <>
          <EndpointTable app={app} title={t("endpoints")} endpoints={data} />
          <Container header={<Header variant="h2">{t("userAttributes")}</Header>}>
            <Facts facts={data[0]?.User?.UserAttributes ?? {}} />
          </Container>
        </>
      ) : problem ? null : (
        <Spinner />
      )}
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
