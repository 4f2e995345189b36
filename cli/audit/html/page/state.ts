/** What a table shows. */
export interface TableState {
  /** Text that a row must contain. */
  readonly text: string;
  /** The chosen value of each filter; one that isn't there takes all. */
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: string;
  readonly descending: boolean;
  /** From 0 on. */
  readonly page: number;
  /** The row that is open. */
  readonly open: string | undefined;
}

export const stateOf = (part: Partial<TableState> = {}): TableState => ({
  text: "",
  filters: {},
  sort: "",
  descending: false,
  page: 0,
  open: undefined,
  ...part,
});

/**
 * Reads a table's state from the URL's fragment, such as `#functions.sort=-expiresAt&functions.severity=high`.
 * What isn't there is as in `initial`.
 */
export function readState(fragment: string, table: string, initial: TableState): TableState {
  const filters: Record<string, string> = {};
  let state = initial;
  for (const [key, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (!key.startsWith(`${table}.`)) continue;
    const name = key.slice(table.length + 1);
    if (name === "text") state = { ...state, text: value };
    else if (name === "sort") {
      state = { ...state, sort: value.replace(/^-/, ""), descending: value.startsWith("-") };
    } else if (name === "page")
      state = { ...state, page: Math.max(0, (Number.parseInt(value, 10) || 1) - 1) };
    else if (name === "open") state = { ...state, open: value };
    else filters[name] = value;
  }
  return { ...state, filters: { ...state.filters, ...filters } };
}

/** The fragment with a table's state in it; what other tables wrote stays. What is as in `initial` isn't written. */
export function writeState(fragment: string, table: string, state: TableState, initial: TableState): string {
  const others = [...new URLSearchParams(fragment.replace(/^#/, ""))].filter(
    ([key]) => key.includes(".") && !key.startsWith(`${table}.`),
  );
  const sort = `${state.descending ? "-" : ""}${state.sort}`;
  const initialSort = `${initial.descending ? "-" : ""}${initial.sort}`;
  const own: [string, string][] = [
    ...(state.text ? [["text", state.text] as [string, string]] : []),
    ...Object.entries(state.filters).filter(([, value]) => value !== ""),
    ...(sort === initialSort ? [] : [["sort", sort] as [string, string]]),
    ...(state.page > 0 ? [["page", String(state.page + 1)] as [string, string]] : []),
    ...(state.open === undefined ? [] : [["open", state.open] as [string, string]]),
  ].map(([name, value]) => [`${table}.${name}`, value]);
  return new URLSearchParams([...others, ...own]).toString();
}
