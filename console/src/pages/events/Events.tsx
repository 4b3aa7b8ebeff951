/** What comes in, a test event to send, and which types mean something. */
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { inApp, ToButton } from "../../components/Links";
import { useApplicationId } from "../../components/useApplication";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import type { Arrivals } from "./arrivals";
import { ComingIn } from "./ComingIn";
import { KnownTypes } from "./KnownTypes";
import { TestEvent } from "./TestEvent";
import { texts } from "./texts";

const LIVE_MS = 5000;

export default function Events() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const api = useApi();
  useTitle(t("title"));
  const [isLive, setLive] = useState(false);
  const arrivals = useQuery<Arrivals>(
    (signal) => api.x.get(`/apps/${label(app)}/event-types`, {}, signal),
    [app],
    { poll: () => (isLive ? LIVE_MS : undefined) },
  );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t("what")}
        actions={<ToButton path={`${inApp(app, "analytics")}?tab=events`}>{t("figures")}</ToButton>}
      >
        {t("title")}
      </Header>
      <ComingIn
        app={app}
        arrivals={arrivals}
        isLive={isLive}
        onLive={(live) => {
          setLive(live);
          if (live) arrivals.reload();
        }}
      />
      <TestEvent app={app} onSent={arrivals.reload} />
      <KnownTypes />
    </SpaceBetween>
  );
}
