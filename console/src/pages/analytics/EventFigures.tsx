/** Which events came, how often, with which values, and when in the week. */
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "react-router";

import { Figure } from "../../components/Figure";
import { useFormat, useTexts } from "../../i18n/language";
import { EventReport } from "./EventReport";
import { daysOf } from "./range";
import { reportTexts } from "./reportTexts";
import { useSubject } from "./subject";
import { WeekMap } from "./WeekMap";

const MOST_SHOWN = 15;

export function EventFigures() {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const { counted, range } = useSubject();
  const [search, setSearch] = useSearchParams();
  const chosen = search.get("event") ?? counted[0]?.EventType ?? "";
  const options = [...new Set([chosen, ...counted.map(({ EventType }) => EventType)])].map((value) => ({ value }));
  const counts = new Map(counted.find(({ EventType }) => EventType === chosen)?.Days.map(({ Date, Count }) => [Date, Count]));
  const days = daysOf(range);
  const most = counted.slice(0, MOST_SHOWN);
  return (
    <SpaceBetween size="l">
      <Figure
        title={t("eventTypes")}
        description={
          counted.length > MOST_SHOWN
            ? t("mostOften", { n: MOST_SHOWN, all: format.number(counted.length) })
            : undefined
        }
        kind="horizontal"
        categoryTitle={t("eventType")}
        categories={most.map(({ EventType }) => EventType)}
        series={[{ title: t("count"), values: most.map(({ Count }) => Count) }]}
      />
      <FormField label={t("chooseEvent")}>
        <Select
          selectedOption={{ value: chosen }}
          options={options}
          filteringType="auto"
          onChange={({ detail }) =>
            setSearch((before) => {
              before.set("event", detail.selectedOption.value ?? "");
              return before;
            })
          }
        />
      </FormField>
      <Figure
        title={t("eventsByDay", { type: chosen })}
        categoryTitle={t("day")}
        categories={days}
        isByDay
        series={[{ title: t("count"), values: days.map((day) => counts.get(day) ?? 0) }]}
      />
      <WeekMap type={chosen} />
      <EventReport key={chosen} type={chosen} />
    </SpaceBetween>
  );
}
