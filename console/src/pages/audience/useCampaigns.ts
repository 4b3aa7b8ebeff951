/** An application's campaigns for pickers, by name. */
import { GetCampaignsCommand } from "@aws-sdk/client-pinpoint";
import { useMemo } from "react";

import { useApi } from "../../app/context";
import { usePages } from "../../components/useQuery";

export function useCampaigns(app: string): readonly { readonly value: string; readonly label: string }[] {
  const api = useApi();
  const { items } = usePages(
    async ({ token, size, signal }) => {
      const asked = new GetCampaignsCommand({ ApplicationId: app, Token: token, PageSize: String(size) });
      const { Item = [], NextToken } = (await api.send(asked, { abortSignal: signal })).CampaignsResponse ?? {};
      return { items: Item, token: NextToken };
    },
    [app],
  );
  return useMemo(() => items.map(({ Id, Name }) => ({ value: Id!, label: Name || Id! })), [items]);
}
