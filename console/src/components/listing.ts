/** Filtering, sorting and cutting into pages, apart from any table. */
export type Cell = string | number | boolean | undefined | null;

export interface Shape<T> {
  readonly id: string;
  readonly value: (item: T) => Cell;
}

export const PAGE_SIZE = 50;

export function filtered<T>(items: readonly T[], columns: readonly Shape<T>[], query: string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    const all = columns.map((column) => String(column.value(item) ?? "").toLowerCase()).join("\n");
    return words.every((word) => all.includes(word));
  });
}

export function sorted<T>(items: readonly T[], column: Shape<T> | undefined, isDescending: boolean): readonly T[] {
  if (!column) return items;
  const keyed = items.map((item) => ({ item, key: column.value(item) }));
  keyed.sort((one, other) => compare(one.key, other.key) * (isDescending ? -1 : 1));
  return keyed.map(({ item }) => item);
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** What is absent comes last in ascending order. */
export function compare(one: Cell, other: Cell): number {
  const isAbsent = (cell: Cell) => cell === undefined || cell === null || cell === "";
  if (isAbsent(one) || isAbsent(other)) return Number(isAbsent(one)) - Number(isAbsent(other));
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one), String(other));
}

export function pageOf<T>(items: readonly T[], page: number, size: number = PAGE_SIZE): readonly T[] {
  return items.slice((page - 1) * size, page * size);
}

export function pagesOf(count: number, size: number = PAGE_SIZE): number {
  return Math.max(1, Math.ceil(count / size));
}
