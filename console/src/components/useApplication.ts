/** The application that the address names. */
import { GetAppCommand } from "@aws-sdk/client-pinpoint";
import { useParams } from "react-router";

import { useApi } from "../app/context";
import { useTitle } from "../app/crumbs";
import { inApp } from "./Links";
import { useQuery } from "./useQuery";

export function useApplicationId(): string {
  const { app } = useParams();
  if (!app) throw new Error("The address names no application.");
  useApplicationName(app);
  return app;
}

const names = new Map<string, string>();

/** Names the application in the breadcrumbs; asked once. */
function useApplicationName(app: string): void {
  const api = useApi();
  const { data } = useQuery(
    async () => {
      const answer = await api.send(new GetAppCommand({ ApplicationId: app }));
      const name = answer.ApplicationResponse?.Name ?? app;
      names.set(app, name);
      return name;
    },
    [app],
    { enabled: !names.has(app) },
  );
  useTitle(data ?? names.get(app), inApp(app));
}
