/** What those who are signed in see. Apart from the door, so that the door opens at once. */
import { useMemo } from "react";
import { RouterProvider } from "react-router";

import { connect } from "../api/client";
import type { Session } from "../api/session";
import type { ConsoleConfig } from "./config";
import { Frame } from "./Frame";
import { router } from "./routes";

interface Properties {
  readonly config: ConsoleConfig;
  readonly session: Session;
  readonly onSignOut: () => void;
}

export default function Inside({ config, session, onSignOut }: Properties) {
  const api = useMemo(() => connect(config, session), [config, session]);
  return (
    <Frame surroundings={{ api, config, session }} onSignOut={onSignOut}>
      <RouterProvider router={router} />
    </Frame>
  );
}
