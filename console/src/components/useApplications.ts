/** All applications, for a picker. */
import { GetAppsCommand } from "@aws-sdk/client-pinpoint";

import { useApi } from "../app/context";
import { useQuery } from "./useQuery";

export function useApplications(): readonly { readonly value: string; readonly label: string }[] {
  const api = useApi();
  const { data } = useQuery(
    async () =>
      (await api.send(new GetAppsCommand({ PageSize: "1000" }))).ApplicationsResponse?.Item?.map(({ Id, Name }) => ({
        value: Id!,
        label: Name ?? Id!,
      })) ?? [],
    [],
  );
  return data ?? [];
}
