/** How delivery to the stream goes, looked at again and again. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

interface StreamStatus {
  readonly State: "NONE" | "IDLE" | "DELIVERING" | "FAILING";
  readonly Delivered: number;
  readonly Failed: number;
  readonly LastError?: string | null;
  readonly LastErrorTime?: string | null;
}

const SIGNS = { NONE: "stopped", IDLE: "pending", DELIVERING: "success", FAILING: "error" } as const;
const POLL_MS = 10_000;

export function Delivery({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem, reload } = useQuery<StreamStatus>(
    (signal) => api.x.get(`/apps/${label(app)}/eventstream/status`, {}, signal),
    [app],
    { poll: () => POLL_MS },
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t("deliveryWhat")}
          actions={<Button iconName="refresh" ariaLabel={all("refresh")} onClick={reload} />}
        >
          {t("delivery")}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ProblemAlert problem={problem} isOptional />
        {data ? (
          <KeyValuePairs
            columns={3}
            items={[
              {
                label: all("status"),
                value: <StatusIndicator type={SIGNS[data.State]}>{t(data.State)}</StatusIndicator>,
              },
              { label: t("delivered"), value: format.number(data.Delivered) },
              { label: t("failed"), value: format.number(data.Failed) },
            ]}
          />
        ) : null}
        {data?.LastError ? (
          <Alert
            type={data.State === "FAILING" ? "error" : "info"}
            header={t("lastError", { time: format.time(data.LastErrorTime ?? undefined) })}
          >
            {data.LastError}
            {data.State === "FAILING" ? <div>{t("kept")}</div> : null}
          </Alert>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}
