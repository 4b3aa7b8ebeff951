/** What a new application needs before its first campaign, and how far it has come. */
import {
  GetCampaignsCommand,
  GetChannelsCommand,
  GetSegmentsCommand,
  ListTemplatesCommand,
} from "@aws-sdk/client-pinpoint";

import type { Api } from "../../api/client";
import { segment as label } from "../../api/extension";

export const STEPS = ["channelStep", "audienceStep", "segmentStep", "templateStep", "campaignStep"] as const;
export type Step = (typeof STEPS)[number];

/** Undefined: the reader's rights do not tell. */
export type Progress = Readonly<Record<Step, boolean | undefined>>;

export async function progressOf(api: Api, app: string, mayWork: boolean): Promise<Progress> {
  const one = { ApplicationId: app, PageSize: "1" };
  const [channels, people, segments, templates, campaigns] = await Promise.all([
    api.send(new GetChannelsCommand({ ApplicationId: app })),
    mayWork ? api.x.post<{ Estimate: number }>(`/apps/${label(app)}/segments/estimate`, { Dimensions: {} }) : undefined,
    api.send(new GetSegmentsCommand(one)),
    api.send(new ListTemplatesCommand({ PageSize: "1" })),
    api.send(new GetCampaignsCommand(one)),
  ]);
  return {
    channelStep: Object.values(channels.ChannelsResponse?.Channels ?? {}).some(({ Enabled }) => Enabled),
    audienceStep: people && people.Estimate > 0,
    segmentStep: Boolean(segments.SegmentsResponse?.Item?.length),
    templateStep: Boolean(templates.TemplatesResponse?.Item?.length),
    campaignStep: Boolean(campaigns.CampaignsResponse?.Item?.length),
  };
}

export function isReady(progress: Progress): boolean {
  return STEPS.every((step) => progress[step] !== false);
}
