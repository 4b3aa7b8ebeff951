/** What those who are signed in see. Apart from the door, so that the door opens at once. */
import { lazy, Suspense, useMemo, useState, useSyncExternalStore } from "react";
import { RouterProvider } from "react-router";

import { connect } from "../api/client";
import { Lifetime } from "../api/lifetime";
import type { Session } from "../api/session";
import type { ConsoleConfig } from "./config";
import { Frame } from "./Frame";
import { router } from "./routes";

/** Fetched when a session ends, which for most people is never. */
const SessionEnd = lazy(() => import("./SessionEnd"));

interface Properties {
  readonly config: ConsoleConfig;
  readonly session: Session;
  readonly onSignOut: () => void;
}

export default function Inside({ config, session, onSignOut }: Properties) {
  const [lifetime] = useState(() => new Lifetime());
  const api = useMemo(() => connect(config, session, lifetime), [config, session, lifetime]);
  const isEnded = useSyncExternalStore(lifetime.subscribe, lifetime.isEnded);
  return (
    <Frame surroundings={{ api, config, session }} onSignOut={onSignOut}>
      <RouterProvider router={router} />
      {isEnded ? (
        <Suspense>
          <SessionEnd config={config} session={session} lifetime={lifetime} />
        </Suspense>
      ) : null}
    </Frame>
  );
}
