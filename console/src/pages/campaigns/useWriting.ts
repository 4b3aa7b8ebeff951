/** Write the campaign of a wizard: the first time it is made, from then on changed. */
import {
  CreateCampaignCommand,
  UpdateCampaignCommand,
  type CampaignResponse,
  type WriteCampaignRequest,
} from "@aws-sdk/client-pinpoint";
import { useRef, useState } from "react";

import { useApi } from "../../app/context";

/** Makes a request that suits what the API holds by then. */
export type Writing = (held: CampaignResponse | undefined) => WriteCampaignRequest;

/** One after the other, so that two quick clicks make one campaign. */
export function useWriting(app: string, stored: CampaignResponse | undefined) {
  const api = useApi();
  const [held, setHeld] = useState(stored);
  const latest = useRef(stored);
  const earlier = useRef<Promise<unknown>>(Promise.resolve());
  const send = async (writing: Writing): Promise<CampaignResponse> => {
    const WriteCampaignRequest = writing(latest.current);
    const CampaignId = latest.current?.Id;
    const answer = CampaignId
      ? await api.send(new UpdateCampaignCommand({ ApplicationId: app, CampaignId, WriteCampaignRequest }))
      : await api.send(new CreateCampaignCommand({ ApplicationId: app, WriteCampaignRequest }));
    latest.current = answer.CampaignResponse!;
    setHeld(latest.current);
    return latest.current;
  };
  const write = (writing: Writing): Promise<CampaignResponse> => {
    const turn = earlier.current.then(() => send(writing));
    earlier.current = turn.catch(() => undefined);
    return turn;
  };
  return { held, write };
}
