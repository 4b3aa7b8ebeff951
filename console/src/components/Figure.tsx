/** A chart whose figures are always there as a table and as CSV, too. */
import BarChart from "@cloudscape-design/components/bar-chart";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LineChart from "@cloudscape-design/components/line-chart";
import PieChart from "@cloudscape-design/components/pie-chart";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState, type ReactNode } from "react";

import { common } from "../i18n/common";
import { useFormat, useTexts } from "../i18n/language";
import { download, toCsv } from "./csv";
import type { Cell } from "./listing";

export interface Series {
  readonly title: string;
  /** One value for each category. */
  readonly values: readonly (number | undefined)[];
}

interface Properties {
  readonly title: string;
  readonly description?: string;
  readonly categoryTitle: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  readonly kind?: "line" | "bar" | "horizontal" | "stacked" | "pie";
  readonly unit?: "number" | "share" | "money";
  readonly valueTitle?: string;
  readonly children?: ReactNode;
}

export function Figure(properties: Properties) {
  const { title, description, categoryTitle, categories, series, kind = "bar", unit = "number" } = properties;
  const t = useTexts(common);
  const format = useFormat();
  const [view, setView] = useState("chart");
  const show = { number: (value: number) => format.decimal(value), share: format.share, money: format.money }[
    unit
  ];
  const hasData = series.some(({ values }) => values.some((value) => value !== undefined && value !== 0));
  const header = [categoryTitle, ...series.map((one) => one.title)];
  const rows = categories.map((category, index): Cell[] => [
    category,
    ...series.map(({ values }) => values[index]),
  ]);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <SegmentedControl
                label={title}
                selectedId={view}
                options={[
                  { id: "chart", text: t("chart") },
                  { id: "table", text: t("table") },
                ]}
                onChange={({ detail }) => setView(detail.selectedId)}
              />
              <Button
                iconName="download"
                ariaLabel={`${t("downloadCsv")}: ${title}`}
                disabled={!hasData}
                onClick={() => download(`${title}.csv`, toCsv(header, rows))}
              />
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
    >
      {!hasData ? (
        <Box textAlign="center" color="text-body-secondary" padding="m">
          {t("noData")}
        </Box>
      ) : view === "table" ? (
        <FigureTable title={title} header={header} rows={rows} show={show} />
      ) : (
        <Chart {...properties} kind={kind} show={show} />
      )}
      {properties.children}
    </Container>
  );
}

function Chart({
  title,
  categoryTitle,
  categories,
  series,
  kind,
  show,
  valueTitle = "",
}: Properties & { show: (value: number) => string }) {
  const t = useTexts(common);
  if (kind === "pie") {
    const data = categories.map((category, index) => ({
      title: category,
      value: series[0]?.values[index] ?? 0,
    }));
    return (
      <PieChart data={data} ariaLabel={title} size="medium" hideFilter detailPopoverContent={(datum) => [{ key: datum.title, value: show(datum.value) }]} empty={t("noData")} />
    );
  }
  const shared = {
    xDomain: [...categories],
    xTitle: categoryTitle,
    yTitle: valueTitle,
    ariaLabel: title,
    height: 240,
    hideFilter: true,
    hideLegend: series.length === 1,
    empty: t("noData"),
  } as const;
  if (kind === "line") {
    return (
      <LineChart
        {...shared}
        xScaleType="categorical"
        i18nStrings={{ yTickFormatter: show }}
        series={series.map(({ title: name, values }) => ({
          type: "line" as const,
          title: name,
          valueFormatter: show,
          data: points(categories, values),
        }))}
      />
    );
  }
  return (
    <BarChart
      {...shared}
      xScaleType="categorical"
      horizontalBars={kind === "horizontal"}
      stackedBars={kind === "stacked"}
      i18nStrings={{ yTickFormatter: show }}
      series={series.map(({ title: name, values }) => ({
        type: "bar" as const,
        title: name,
        valueFormatter: show,
        data: points(categories, values),
      }))}
    />
  );
}

function points(categories: readonly string[], values: readonly (number | undefined)[]) {
  return categories.flatMap((x, index) => {
    const y = values[index];
    return y === undefined ? [] : [{ x, y }];
  });
}

interface FigureTableProperties {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly show: (value: number) => string;
}

export function FigureTable({ title, header, rows, show }: FigureTableProperties) {
  return (
    <Table
      variant="embedded"
      items={[...rows]}
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={header.map((name, index) => ({
        id: String(index),
        header: name,
        isRowHeader: index === 0,
        cell: (row: readonly Cell[]) => {
          const cell = row[index];
          return typeof cell === "number" ? show(cell) : String(cell ?? "–");
        },
      }))}
    />
  );
}
