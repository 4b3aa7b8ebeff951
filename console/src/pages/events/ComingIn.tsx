/** Which events came, day by day; by itself again and again, if the reader wants to watch. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";

import { Empty } from "../../components/Empty";
import { Figure } from "../../components/Figure";
import { inApp, To } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { useEventName } from "../../components/useEventName";
import type { Query } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { daysOf } from "../analytics/range";
import { bandsOf, type Arrivals } from "./arrivals";
import { texts } from "./texts";

const MOST_BANDS = 5;

interface Properties {
  readonly app: string;
  readonly arrivals: Query<Arrivals>;
  readonly isLive: boolean;
  readonly onLive: (isLive: boolean) => void;
}

export function ComingIn({ app, arrivals, isLive, onLive }: Properties) {
  const t = useTexts(texts);
  const format = useFormat();
  const nameOf = useEventName();
  const { data, problem, isLoading, reload } = arrivals;
  const types = data?.EventTypes ?? [];
  const days = data ? daysOf({ start: data.Start, end: data.End }) : [];
  return (
    <SpaceBetween size="l">
      <Figure
        title={t("byDay")}
        description={types.length > MOST_BANDS ? t("byDayHint", { n: MOST_BANDS }) : undefined}
        kind="stacked"
        categoryTitle={t("day")}
        categories={days}
        isByDay
        valueTitle={t("count")}
        empty={t("nothingYet")}
        isLoading={isLoading && !data}
        series={bandsOf(types, days, MOST_BANDS).map(({ type, values }) => ({ title: type ?? t("others"), values }))}
        controls={
          <Toggle checked={isLive} onChange={({ detail }) => onLive(detail.checked)}>
            {t("live")}
          </Toggle>
        }
      />
      <ResourceTable
        title={t("arriving")}
        description={t("arrivingHint")}
        headingTag="h2"
        scope="types-"
        pages={{ items: types, isLoading: isLoading && !data, isComplete: Boolean(data), problem, reload }}
        isOptional
        trackBy={({ EventType }) => EventType}
        empty={<Empty title={t("nothingYet")} hint={t("nothingYetHint")} />}
        columns={[
          {
            id: "type",
            header: t("eventType"),
            value: ({ EventType }) => EventType,
            cell: ({ EventType }) => (
              <To path={`${inApp(app, "analytics")}?tab=events&event=${encodeURIComponent(EventType)}`}>{EventType}</To>
            ),
          },
          {
            id: "meaning",
            header: t("meaning"),
            value: ({ EventType }) => (nameOf(EventType) === EventType ? "" : nameOf(EventType)),
          },
          {
            id: "today",
            header: t("today"),
            value: ({ Days }) => Days.find(({ Date }) => Date === data?.End)?.Count ?? 0,
          },
          { id: "total", header: t("total"), value: ({ Count }) => Count },
          {
            id: "last",
            header: t("lastSeen"),
            value: ({ Days }) => Days.at(-1)?.Date,
            cell: ({ Days }) => format.day(Days.at(-1)?.Date),
          },
        ]}
      />
    </SpaceBetween>
  );
}
