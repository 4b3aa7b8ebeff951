/** Reports of every message, campaigns' included, as they came in: one figure for each channel that had any. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { Figure } from "../../components/Figure";
import { useEventName } from "../../components/useEventName";
import { useTexts } from "../../i18n/language";
import { onDay, REPORTED_CHANNELS, reportsOf } from "./channelEvents";
import { messageTexts } from "./messageTexts";
import { daysOf } from "./range";
import { useSubject } from "./subject";

export function ChannelReports() {
  const t = useTexts(messageTexts);
  const { counted, range } = useSubject();
  const nameOf = useEventName();
  const days = daysOf(range);
  const channels = REPORTED_CHANNELS.map((channel) => ({ channel, types: reportsOf(channel, counted) }));
  return (
    <SpaceBetween size="l">
      <Figure
        title={t("allChannels")}
        description={t("allChannelsHint")}
        kind="horizontal"
        categoryTitle={t("outcome")}
        categories={channels.flatMap(({ types }) => types.map(({ EventType }) => nameOf(EventType)))}
        empty={t("noReports")}
        series={[{ title: t("messages"), values: channels.flatMap(({ types }) => types.map(({ Count }) => Count)) }]}
      />
      {channels
        .filter(({ types }) => types.length)
        .map(({ channel, types }) => (
          <Figure
            key={channel}
            title={t("reportsByDay", { channel: t(channel) })}
            kind="stacked"
            categoryTitle={t("day")}
            categories={days}
            isByDay
            valueTitle={t("messages")}
            series={types.map((type) => ({ title: nameOf(type.EventType), values: days.map((day) => onDay(type, day)) }))}
          />
        ))}
    </SpaceBetween>
  );
}
