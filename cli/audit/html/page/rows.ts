import type { TableState } from "./state";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What is shown, and what the text filter looks at. */
  readonly text: (row: Row) => string;
  /** What is sorted by, where it isn't the text. `undefined` comes last in either direction. */
  readonly order?: (row: Row) => number | string | undefined;
}

export interface Filter<Row> {
  readonly key: string;
  readonly title: string;
  /** What there is to choose from, from first to last. */
  readonly options: readonly string[];
  readonly value: (row: Row) => string | readonly string[];
}

const collator = new Intl.Collator("en", { numeric: true });

/** Filters and sorts; what is equal stays in the order that it came in. */
export function selectRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  filters: readonly Filter<Row>[],
  state: Pick<TableState, "text" | "filters" | "sort" | "descending">,
  searchable: (row: Row) => string,
): Row[] {
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = filters.flatMap(({ key, value }) => {
    const wanted = state.filters[key];
    return wanted ? [{ value, wanted }] : [];
  });
  const left = rows.filter((row) => {
    for (const { value, wanted } of chosen) {
      const has = value(row);
      if (typeof has === "string" ? has !== wanted : !has.includes(wanted)) return false;
    }
    if (words.length === 0) return true;
    const text = searchable(row);
    return words.every((word) => text.includes(word));
  });
  const column = columns.find(({ key }) => key === state.sort);
  if (!column) return left;
  const order = column.order ?? column.text;
  const direction = state.descending ? -1 : 1;
  return left
    .map((row) => ({ row, by: order(row) }))
    .sort((a, b) => compare(a.by, b.by, direction))
    .map(({ row }) => row);
}

function compare(a: number | string | undefined, b: number | string | undefined, direction: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === "number" && typeof b === "number") return direction * (a - b);
  return direction * collator.compare(String(a), String(b));
}
