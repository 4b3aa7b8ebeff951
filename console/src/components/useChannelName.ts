/** What a channel is called in the reader's language; an unknown one keeps the API's name. */
import { channelNames } from "../i18n/channels";
import { useTexts } from "../i18n/language";

export function useChannelName(): (channel: string | undefined) => string {
  const t = useTexts(channelNames);
  return (channel) => (isKnown(channel) ? t(channel) : (channel ?? "–"));
}

function isKnown(channel: string | undefined): channel is keyof typeof channelNames {
  return channel !== undefined && channel in channelNames;
}
