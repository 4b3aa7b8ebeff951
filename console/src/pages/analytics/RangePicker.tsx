/** The days to look at; kept in the address, so that a figure can be linked to. */
import DateRangePicker, { type DateRangePickerProps } from "@cloudscape-design/components/date-range-picker";

import { useFormat, useTexts } from "../../i18n/language";
import { isReadable, lastDays, LONGEST_DAYS, PRESETS, type Range } from "./range";
import { texts } from "./texts";

interface Properties {
  readonly today: string;
  /** Days back from today; undefined: `range` was picked day by day. */
  readonly preset: number | undefined;
  readonly range: Range;
  readonly onPreset: (days: number) => void;
  readonly onRange: (range: Range) => void;
}

const DAYS_IN = { day: 1, week: 7 } as const;

export function RangePicker({ today, preset, range, onPreset, onRange }: Properties) {
  const t = useTexts(texts);
  const format = useFormat();
  const option = (amount: number) => ({ key: String(amount), amount, unit: "day" as const, type: "relative" as const });
  const picked = (value: DateRangePickerProps.Value | null): Range | undefined => {
    if (!value) return undefined;
    if (value.type === "absolute") return { start: value.startDate.slice(0, 10), end: value.endDate.slice(0, 10) };
    const days = daysIn(value);
    return days === undefined ? undefined : lastDays(days, today);
  };
  return (
    <DateRangePicker
      value={
        preset === undefined
          ? { type: "absolute", startDate: range.start, endDate: range.end }
          : option(preset)
      }
      relativeOptions={PRESETS.map(option)}
      dateOnly
      showClearButton={false}
      placeholder={t("range")}
      customRelativeRangeUnits={["day", "week"]}
      isDateEnabled={(date) => localDay(date) <= today}
      isValidRange={(value) => {
        const wanted = picked(value);
        if (wanted && isReadable(wanted)) return { valid: true };
        return { valid: false, errorMessage: t("badRange", { n: LONGEST_DAYS }) };
      }}
      i18nStrings={{
        ariaLabel: t("range"),
        relativeModeTitle: t("relative"),
        absoluteModeTitle: t("absolute"),
        formatRelativeRange: (value) => t("lastDays", { n: daysIn(value) ?? value.amount }),
        renderSelectedAbsoluteRangeAriaLive: (start, end) => `${format.day(start)} – ${format.day(end)}`,
      }}
      onChange={({ detail: { value } }) => {
        const wanted = picked(value);
        const days = value?.type === "relative" ? daysIn(value) : undefined;
        if (days !== undefined) onPreset(days);
        else if (wanted) onRange(wanted);
      }}
    />
  );
}

function daysIn({ amount, unit }: { readonly amount: number; readonly unit: string }): number | undefined {
  return unit === "day" || unit === "week" ? amount * DAYS_IN[unit] : undefined;
}

/** The calendar's days are the reader's midnights. */
function localDay(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
