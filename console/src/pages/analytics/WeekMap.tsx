/** When in the week an event happens, by weekday and hour. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { HeatMap } from "../../components/HeatMap";
import { useFormat, useTexts } from "../../i18n/language";
import { ArchiveStatus } from "./ArchiveStatus";
import { reportTexts } from "./reportTexts";
import { useSubject } from "./subject";
import { useArchive } from "./useArchive";

/** The API's names, from Monday on. */
const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

interface Week {
  readonly Counts: Readonly<Record<(typeof WEEKDAYS)[number], readonly number[]>>;
  readonly Total: number;
  readonly WithoutTimezone: number;
}

export function WeekMap({ type }: { type: string }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const { app, range } = useSubject();
  const archive = useArchive(app, { type, range }, (x, asked, signal) =>
    x.get<Week>(`/apps/${label(app)}/heatmap`, { ...asked.range, "event-type": asked.type }, signal),
  );
  const { question, answer } = archive.found ?? {};
  if (!question || !answer) return <ArchiveStatus archive={archive} />;
  const { Counts, Total, WithoutTimezone } = answer;
  const hints = [
    t("weekHint", { type: question.type }),
    WithoutTimezone ? t("utcHint", { n: format.number(WithoutTimezone), total: format.number(Total) }) : "",
  ];
  return (
    <SpaceBetween size="s">
      <ArchiveStatus archive={archive} />
      <HeatMap
        title={t("week")}
        description={hints.filter(Boolean).join(" ")}
        rowTitle={t("weekday")}
        columns={HOURS}
        rows={WEEKDAYS.map((day, index) => ({ name: format.weekday(index), values: Counts[day] }))}
      />
    </SpaceBetween>
  );
}
