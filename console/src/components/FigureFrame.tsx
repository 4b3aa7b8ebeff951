/** What all figures share: a title, the drawing, the same numbers as a table, and as CSV. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState, type ReactNode } from "react";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { download, toCsv } from "./csv";
import type { Cell } from "./listing";

export interface FigureColumn {
  readonly title: string;
  /** How the table writes its cells; CSV keeps them as they are. */
  readonly show?: (value: Cell) => string;
}

interface Properties {
  readonly title: string;
  readonly description?: string | undefined;
  readonly columns: readonly FigureColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Stands where the drawing would be, when there is nothing to draw. */
  readonly empty?: string | undefined;
  readonly isEmpty: boolean;
  /** The numbers are on their way. */
  readonly isLoading?: boolean | undefined;
  /** What the reader may choose about the figure; above the drawing. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

export function FigureFrame(properties: Properties) {
  const { title, description, columns, rows, empty, isEmpty, isLoading = false, controls, children } = properties;
  const t = useTexts(common);
  const [view, setView] = useState<"chart" | "table">("chart");
  const other = view === "chart" ? "table" : "chart";
  const save = () =>
    download(
      `${title}.csv`,
      toCsv(
        columns.map((column) => column.title),
        rows,
      ),
    );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button ariaLabel={`${t(other)}: ${title}`} onClick={() => setView(other)}>
                {t(other)}
              </Button>
              <Button
                iconName="download"
                ariaLabel={`${t("downloadCsv")}: ${title}`}
                disabled={rows.length === 0}
                onClick={save}
              />
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {controls}
        {view === "table" && rows.length ? <FigureTable title={title} columns={columns} rows={rows} /> : null}
        {view === "chart" && !isEmpty ? children : null}
        {rows.length === 0 || (view === "chart" && isEmpty) ? (
          <Box textAlign="center" color="text-body-secondary" padding="m">
            {isLoading ? (
              <StatusIndicator type="loading">{t("loading")}</StatusIndicator>
            ) : (
              (empty ?? t(rows.length ? "onlyZero" : "noData"))
            )}
          </Box>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

export function FigureTable({ title, columns, rows }: Pick<Properties, "title" | "columns" | "rows">) {
  return (
    <Table
      variant="embedded"
      items={[...rows]}
      wrapLines
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={columns.map((column, index) => ({
        id: String(index),
        header: column.title,
        isRowHeader: index === 0,
        cell: (row: readonly Cell[]) => {
          const cell = row[index];
          if (cell === undefined || cell === null) return "–";
          return column.show ? column.show(cell) : String(cell);
        },
      }))}
    />
  );
}
