/** Read a whole list of the extension API. */
import type { Query } from "../api/extension";
import { useApi } from "../app/context";
import { usePages, type Pages } from "./useQuery";

export function useListed<T>(path: string, query: Query = {}): Pages<T> {
  const api = useApi();
  return usePages<T>(
    async ({ token, size, signal }) => {
      const asked = { ...query, token, "page-size": size };
      const answer = await api.x.get<{ Item: T[]; NextToken?: string }>(path, asked, signal);
      return { items: answer.Item, token: answer.NextToken };
    },
    [path, query],
  );
}
