/** The application's event stream: connect it, and see how delivery goes. */
import { GetEventStreamCommand, type EventStream } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";

import { problemOf } from "../../api/errors";
import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { Connection } from "./Connection";
import { Delivery } from "./Delivery";
import { texts } from "./texts";

export default function Stream() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  useTitle(t("title"));
  const { data, problem, reload } = useQuery<EventStream | null>(async () => {
    try {
      return (await api.send(new GetEventStreamCommand({ ApplicationId: app }))).EventStream ?? null;
    } catch (error) {
      if (problemOf(error).kind === "missing") return null;
      throw error;
    }
  }, [app]);
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={t("what")}>
        {t("title")}
      </Header>
      {may("administer") ? null : <Alert type="info">{all("readOnly")}</Alert>}
      <ProblemAlert problem={problem} onRetry={reload} />
      {data === undefined && !problem ? <Spinner /> : null}
      {data ? <Delivery key={data.LastModifiedDate ?? ""} app={app} /> : null}
      {data === undefined ? null : <Connection app={app} stored={data} onChanged={reload} />}
    </SpaceBetween>
  );
}
