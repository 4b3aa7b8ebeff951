/** What to think of before the launch: our own rules, the channels' checks, and the server's about the words. */
import { GetChannelsCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";

import { useApi } from "../../app/context";
import { inApp } from "../../components/Links";
import { useChannelName } from "../../components/useChannelName";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { OPERATIONS, type ChannelName } from "../channels/channelTypes";
import { checksOf } from "../channels/setUpChecks";
import { texts as channelTexts } from "../channels/texts";
import { CHANNELS } from "./content";
import type { CampaignDraft } from "./draft";
import { useWords } from "./useWords";
import { NewTab } from "./NewTab";
import type { ReviewProperties } from "./ReviewStep";
import { texts } from "./texts";
import { warningsOf } from "./warnings";

/** Channels whose settings can be checked; those of push depend on the platforms. */
const CHECKED: readonly ChannelName[] = ["EMAIL", "SMS"];

export function Warnings({ app, draft }: ReviewProperties) {
  const t = useTexts(texts);
  const c = useTexts(channelTexts);
  const channelName = useChannelName();
  const enabled = useEnabledChannels(app);
  const checks = useChannelChecks(app, draft, enabled);
  const words = useWords(draft);
  if (!enabled || !words) return null;
  const own = warningsOf(draft, enabled, words.bodies);
  if (!own.length && !checks.length && !words.lint.length) return null;
  const channels = <NewTab path={inApp(app, "channels")}>{t("toChannels")}</NewTab>;
  return (
    <Alert type="warning" header={t("warnings")}>
      <ul>
        {own.map((warning) =>
          warning.key === "warnChannel" ? (
            <li key={warning.channel}>
              {t("warnChannel", { channel: t(warning.channel) })} {channels}
            </li>
          ) : (
            <li key={warning.key}>{t(warning.key)}</li>
          ),
        )}
        {checks.map(({ channel, name }) => (
          <li key={`${channel} ${name}`}>
            {t("warnCheck", { channel: channelName(channel), check: c(name) })} {channels}
          </li>
        ))}
        {words.lint.map(({ treatment, channel, message }) => (
          <li key={`${treatment} ${channel} ${message}`}>
            {draft.treatments.length > 1 ? `${draft.treatments[treatment]?.name || treatment + 1} · ` : ""}
            {t(CHANNELS.find((known) => known === channel) ?? "EMAIL")}: {message}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function useEnabledChannels(app: string): ReadonlySet<string> | undefined {
  const api = useApi();
  const { data } = useQuery(
    async () => {
      const answer = await api.send(new GetChannelsCommand({ ApplicationId: app }));
      const channels = Object.entries(answer.ChannelsResponse?.Channels ?? {});
      return channels.filter(([, channel]) => channel.Enabled).map(([type]) => type);
    },
    [app],
  );
  return data && new Set(data);
}

/** What a channel's own page would mark as not in order, such as the e-mail sandbox. */
function useChannelChecks(app: string, draft: CampaignDraft, enabled: ReadonlySet<string> | undefined) {
  const api = useApi();
  const used = CHECKED.filter((channel) => enabled?.has(channel) && draft.channels.some((each) => each === channel));
  const { data } = useQuery(
    async () => {
      const found = await Promise.all(
        used.map(async (channel) => {
          const stored = await OPERATIONS[channel].get(api, app);
          const checks = stored ? checksOf(channel, { ...stored }) : [];
          return checks.filter(({ isGood }) => !isGood).map(({ name }) => ({ channel, name }));
        }),
      );
      return found.flat();
    },
    [app, used],
    { enabled: used.length > 0 },
  );
  return data ?? [];
}
