/** Names of an application's segments by ID, and the segments themselves for pickers. */
import { GetSegmentsCommand, type SegmentResponse } from "@aws-sdk/client-pinpoint";
import { useMemo } from "react";

import { useApi } from "../../app/context";
import { usePages } from "../../components/useQuery";

export function useSegments(app: string) {
  const api = useApi();
  return usePages<SegmentResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetSegmentsCommand({ ApplicationId: app, Token: token, PageSize: String(size) }),
        { abortSignal: signal },
      );
      return { items: answer.SegmentsResponse?.Item ?? [], token: answer.SegmentsResponse?.NextToken };
    },
    [app],
  );
}

export function useSegmentNames(app: string): ReadonlyMap<string, string> {
  const { items } = useSegments(app);
  return useMemo(() => new Map(items.map(({ Id, Name }) => [Id!, Name || Id!])), [items]);
}
