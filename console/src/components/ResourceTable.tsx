/**
 * The one list of the console: filter, sort order and page live in the address, so that a list can be linked to.
 * Only one page of rows is ever in the document, so that ten thousand rows stay smooth.
 */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo, type ReactNode } from "react";
import { useSearchParams } from "react-router";

import { common } from "../i18n/common";
import { useFormat, useTexts } from "../i18n/language";
import { download, toCsv } from "./csv";
import { filtered, pageOf, pagesOf, sorted, type Cell, type Shape } from "./listing";
import { ProblemAlert } from "./ProblemAlert";
import { SearchBox } from "./SearchBox";
import type { Pages } from "./useQuery";

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** What is searched, sorted by and downloaded; none for buttons. */
  readonly value?: (item: T) => Cell;
  readonly cell?: (item: T) => ReactNode;
  readonly minWidth?: number;
}

type Valued<T> = Column<T> & Shape<T>;

function isValued<T>(column: Column<T>): column is Valued<T> {
  return column.value !== undefined;
}

interface Choice<T> {
  readonly label: string;
  readonly value: (item: T) => string | undefined;
  readonly name?: (value: string) => string;
}

interface Properties<T> {
  readonly title: string;
  readonly description?: ReactNode;
  readonly pages: Pages<T>;
  readonly columns: readonly Column<T>[];
  readonly trackBy: (item: T) => string;
  readonly empty: ReactNode;
  readonly actions?: ReactNode;
  /** One more filter by a fixed set of values, such as a status. */
  readonly choice?: Choice<T>;
  readonly defaultSort?: { readonly column: string; readonly isDescending?: boolean };
  /** Tells several lists on one page apart in the address. */
  readonly scope?: string;
  readonly headingTag?: "h1" | "h2" | "h3";
  readonly isOptional?: boolean;
}

export function ResourceTable<T>(properties: Properties<T>) {
  const { title, pages, columns, trackBy, empty, actions, choice, defaultSort, scope = "" } = properties;
  const t = useTexts(common);
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const read = (name: string) => search.get(scope + name) ?? "";
  const write = (changes: Record<string, string>) =>
    setSearch(
      () => {
        // The browser's address, as the router's lags behind while a long list is being drawn.
        const after = new URLSearchParams(window.location.search);
        for (const [name, value] of Object.entries(changes)) {
          if (value) after.set(scope + name, value);
          else after.delete(scope + name);
        }
        return after;
      },
      { replace: true },
    );
  const query = read("q");
  const chosen = read("only");
  const sortBy = read("sort") || defaultSort?.column || "";
  const isDescending = read("sort") ? read("desc") === "1" : Boolean(defaultSort?.isDescending);
  const valued = columns.filter(isValued);
  const column = valued.find(({ id }) => id === sortBy);

  // Columns are made anew at each render; what they read is in the items. Ordered first: a search keeps the order.
  const ordered = useMemo(() => sorted(pages.items, column, isDescending), [pages.items, sortBy, isDescending]);
  const matching = useMemo(() => {
    const ofChoice = choice && chosen ? ordered.filter((item) => choice.value(item) === chosen) : ordered;
    return filtered(ofChoice, valued, query);
  }, [ordered, query, chosen]);

  const pageCount = pagesOf(matching.length);
  const page = Math.min(pageCount, Math.max(1, Number(read("page")) || 1));
  const isFiltered = Boolean(query || chosen);
  const definitions: TableProps.ColumnDefinition<T>[] = columns.map((one) => ({
    id: one.id,
    header: one.header,
    cell: (item) => {
      if (one.cell) return one.cell(item);
      const value = one.value?.(item);
      return typeof value === "number" ? format.number(value) : String(value ?? "–");
    },
    ...(isValued(one) ? { sortingField: one.id } : {}),
    minWidth: one.minWidth ?? 110,
  }));
  const options = useMemo(() => {
    const values = new Set<string>();
    if (choice) for (const item of pages.items) values.add(choice.value(item) ?? "");
    return [...values].filter(Boolean).sort();
  }, [pages.items]);
  const exportCsv = () =>
    download(
      `${title}.csv`,
      toCsv(
        valued.map((one) => one.header),
        matching.map((item) => valued.map((one) => one.value(item))),
      ),
    );

  return (
    <SpaceBetween size="m">
      <ProblemAlert problem={pages.problem} onRetry={pages.reload} isOptional={properties.isOptional ?? false} />
      <Table<T>
        items={pageOf(matching, page)}
        columnDefinitions={definitions}
        trackBy={trackBy}
        wrapLines
        stickyHeader
        loading={pages.isLoading && pages.items.length === 0}
        loadingText={t("loading")}
        sortingDescending={isDescending}
        {...(column ? { sortingColumn: definitions.find(({ id }) => id === column.id)! } : {})}
        onSortingChange={({ detail }) =>
          write({
            sort: detail.sortingColumn.sortingField ?? "",
            desc: detail.isDescending ? "1" : "",
            page: "",
          })
        }
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: title }}
        empty={
          isFiltered ? (
            <SpaceBetween size="s" alignItems="center">
              <Box color="text-body-secondary">{t("noMatch")}</Box>
              <Button onClick={() => write({ q: "", only: "", page: "" })}>{t("clear")}</Button>
            </SpaceBetween>
          ) : (
            <Box textAlign="center" padding="l">
              {empty}
            </Box>
          )
        }
        header={
          <Header
            variant={properties.headingTag ?? "h1"}
            counter={`(${format.number(matching.length)}${pages.isComplete ? "" : "+"})`}
            description={properties.description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel={t("refresh")} onClick={pages.reload} />
                <Button
                  iconName="download"
                  ariaLabel={t("downloadCsv")}
                  disabled={matching.length === 0}
                  onClick={exportCsv}
                />
                {actions}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={
          <SpaceBetween direction="horizontal" size="xs">
            <SearchBox
              value={query}
              filteringPlaceholder={t("search")}
              filteringAriaLabel={`${t("search")}: ${title}`}
              filteringClearAriaLabel={t("clear")}
              countText={isFiltered ? t("matches", { n: matching.length }) : ""}
              onSearch={(words) => write({ q: words, page: "" })}
            />
            {choice ? (
              <Select
                ariaLabel={choice.label}
                selectedOption={
                  chosen
                    ? { value: chosen, label: choice.name?.(chosen) ?? chosen }
                    : { value: "", label: `${choice.label}: ${t("all")}` }
                }
                options={[
                  { value: "", label: `${choice.label}: ${t("all")}` },
                  ...options.map((value) => ({ value, label: choice.name?.(value) ?? value })),
                ]}
                onChange={({ detail }) => write({ only: detail.selectedOption.value ?? "", page: "" })}
              />
            ) : null}
          </SpaceBetween>
        }
        pagination={
          <Pagination
            currentPageIndex={page}
            pagesCount={pageCount}
            ariaLabels={{
              nextPageLabel: t("nextPage"),
              previousPageLabel: t("previousPage"),
              pageLabel: (n) => t("page", { n }),
            }}
            onChange={({ detail }) => write({ page: String(detail.currentPageIndex) })}
          />
        }
        footer={
          pages.isLoading && pages.items.length > 0 ? (
            <Box color="text-body-secondary" textAlign="center">
              {t("loadingMore", { n: format.number(pages.items.length) })}
            </Box>
          ) : undefined
        }
      />
    </SpaceBetween>
  );
}
