/** What those who are signed in see. Apart from the door, so that the door opens at once. */
import { useMemo, useState } from "react";
import { RouterProvider } from "react-router";

import { connect } from "../api/client";
import { Lifetime } from "../api/lifetime";
import type { Session } from "../api/session";
import type { ConsoleConfig } from "./config";
import { Frame } from "./Frame";
import { router } from "./routes";
import { SessionEnd } from "./SessionEnd";

interface Properties {
  readonly config: ConsoleConfig;
  readonly session: Session;
  readonly onSignOut: () => void;
}

export default function Inside({ config, session, onSignOut }: Properties) {
  const [lifetime] = useState(() => new Lifetime());
  const api = useMemo(() => connect(config, session, lifetime), [config, session, lifetime]);
  return (
    <Frame surroundings={{ api, config, session }} onSignOut={onSignOut}>
      <RouterProvider router={router} />
      <SessionEnd config={config} session={session} lifetime={lifetime} />
    </Frame>
  );
}
