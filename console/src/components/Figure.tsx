/** A chart whose numbers are always there as a table and as CSV, too. */
import BarChart from "@cloudscape-design/components/bar-chart";
import LineChart from "@cloudscape-design/components/line-chart";
import PieChart from "@cloudscape-design/components/pie-chart";
import type { ReactNode } from "react";

import { common } from "../i18n/common";
import { useFormat, useTexts } from "../i18n/language";
import { FigureFrame } from "./FigureFrame";
import { distinct, points, shortened, shower, tickShower, type Unit } from "./figureValues";
import type { Cell } from "./listing";

export interface Series {
  readonly title: string;
  /** One value for each category; undefined where nothing is known, which is not zero. */
  readonly values: readonly (number | undefined)[];
  /** Of its own, where it differs from the figure's. */
  readonly unit?: Unit;
}

interface Properties {
  readonly title: string;
  readonly description?: string | undefined;
  readonly categoryTitle: string;
  readonly categories: readonly string[];
  /** The categories are days such as 2026-11-02, all of a range. */
  readonly isByDay?: boolean;
  readonly series: readonly Series[];
  /** More columns for the table and CSV, which the chart leaves out. */
  readonly more?: readonly Series[];
  readonly kind?: "line" | "bar" | "horizontal" | "stacked" | "pie";
  readonly unit?: Unit;
  readonly currency?: string;
  readonly valueTitle?: string;
  readonly empty?: string;
  readonly isLoading?: boolean;
  readonly controls?: ReactNode;
}

/** A filter is of use from this many series on. */
const FILTERED = 3;
const HEIGHT = 240;
const ROW_HEIGHT = 26;

export function Figure(properties: Properties) {
  const { title, categoryTitle, series, more = [], unit = "number", currency, isByDay = false } = properties;
  const format = useFormat();
  const categories = distinct(properties.categories);
  const all = [...series, ...more];
  const columns = [
    { title: categoryTitle, show: (value: Cell) => (isByDay ? format.day(String(value)) : String(value)) },
    ...all.map((one) => {
      const show = shower(format, one.unit ?? unit, currency);
      return { title: one.title, show: (value: Cell) => (typeof value === "number" ? show(value) : String(value)) };
    }),
  ];
  return (
    <FigureFrame
      title={title}
      description={properties.description}
      columns={columns}
      rows={categories.map((category, index): Cell[] => [category, ...all.map(({ values }) => values[index])])}
      empty={properties.empty}
      isEmpty={!series.some(({ values }) => values.some(Boolean))}
      isLoading={properties.isLoading}
      controls={properties.controls}
    >
      <Chart {...properties} categories={categories} />
    </FigureFrame>
  );
}

function Chart(properties: Properties) {
  const { title, categoryTitle, categories, series, kind = "bar", unit = "number", currency } = properties;
  const t = useTexts(common);
  const format = useFormat();
  const show = shower(format, unit, currency);
  if (kind === "pie") {
    const data = categories.map((category, index) => ({ title: category, value: series[0]?.values[index] ?? 0 }));
    return (
      <PieChart
        data={data}
        ariaLabel={title}
        size="medium"
        hideFilter
        detailPopoverContent={(datum) => [{ key: datum.title, value: show(datum.value) }]}
        empty={t("noData")}
      />
    );
  }
  const [only] = series.length === 1 ? series : [];
  const isHorizontal = kind === "horizontal";
  const shared = {
    xDomain: [...categories],
    xTitle: categoryTitle,
    yTitle: properties.valueTitle ?? only?.title ?? "",
    ariaLabel: title,
    height: isHorizontal ? Math.max(48, categories.length * (ROW_HEIGHT * series.length + 8)) : HEIGHT,
    hideFilter: series.length < FILTERED,
    hideLegend: series.length === 1,
    xScaleType: "categorical",
    i18nStrings: {
      xTickFormatter: properties.isByDay ? format.dayAndMonth : (label: string) => shortened(label),
      yTickFormatter: tickShower(format, unit, currency),
    },
    empty: t("noData"),
    noMatch: t("noSeries"),
  } as const;
  const drawn = series.map(({ title: name, values }) => ({
    title: name,
    valueFormatter: show,
    data: points(categories, values),
  }));
  if (kind === "line") {
    return <LineChart {...shared} series={drawn.map((one) => ({ ...one, type: "line" as const }))} />;
  }
  return (
    <BarChart
      {...shared}
      horizontalBars={isHorizontal}
      stackedBars={kind === "stacked"}
      series={drawn.map((one) => ({ ...one, type: "bar" as const }))}
    />
  );
}
