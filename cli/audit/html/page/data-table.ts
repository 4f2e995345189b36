import { element } from "./dom";
import { type Column, type Filter, selectRows } from "./rows";
import { readState, stateOf, type TableState, writeState } from "./state";

export interface ShownColumn<Row> extends Column<Row> {
  /** What is shown instead of the text alone. */
  readonly cell?: (row: Row) => Node;
}

export interface TableOptions<Row> {
  /** Names the table in the URL's fragment, and in the ids of its elements. */
  readonly name: string;
  readonly caption: string;
  /** What a row is: one, and several. */
  readonly noun: readonly [one: string, several: string];
  readonly rows: readonly Row[];
  readonly columns: readonly ShownColumn<Row>[];
  readonly filters: readonly Filter<Row>[];
  readonly sort?: string;
  /** What a row has to show below itself when it is chosen. */
  readonly detail?: {
    readonly key: (row: Row) => string;
    /** Draws into an element that is on the page already, so that its width is known. */
    readonly draw: (row: Row, into: HTMLElement) => void;
  };
}

const ROWS_PER_PAGE = 50;
/** Paper has no next page button; past this number a printer has no end. */
const ROWS_IN_PRINT = 2_000;
const TYPING_PAUSE_MS = 120;

/** A table that sorts, filters and turns pages. Only the rows of one page are ever in the document. */
export class DataTable<Row> {
  private readonly initial: TableState;
  private state: TableState;
  private selected: readonly Row[] = [];
  private rowsShown = ROWS_PER_PAGE;
  private readonly texts = new Map<Row, string>();
  private readonly headers = new Map<string, HTMLElement>();
  private readonly body = element("tbody", { role: "rowgroup" });
  private readonly status = element("p", { role: "status", class: "status" });
  private readonly inPrint = element("p", { class: "print-only" });
  private readonly search: HTMLInputElement;
  private readonly selects = new Map<string, HTMLSelectElement>();
  private readonly previous = this.pageButton("Previous page", -1);
  private readonly next = this.pageButton("Next page", 1);
  private readonly pageNumber = element("span");
  private readonly pager: HTMLElement;

  constructor(
    private readonly options: TableOptions<Row>,
    private readonly root: HTMLElement,
  ) {
    this.initial = stateOf({ sort: options.sort ?? "" });
    this.state = this.initial;
    this.search = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    this.pager = element(
      "nav",
      { class: "pager", "aria-label": `Pages of ${options.noun[1]}` },
      this.previous,
      this.pageNumber,
      this.next,
    );
    root.replaceChildren(this.controls(), this.status, this.inPrint, this.table(), this.pager);
    this.followFragment();
    window.addEventListener("hashchange", () => this.followFragment());
    window.addEventListener("beforeprint", () => this.show(ROWS_IN_PRINT));
    window.addEventListener("afterprint", () => this.show(ROWS_PER_PAGE));
  }

  /** Shows what is asked for and nothing else, and moves there. */
  reveal(part: Partial<TableState>): void {
    this.change({ ...this.initial, ...part });
    // Others fit the same text, and may come before it.
    const key = this.options.detail?.key;
    const position = key ? this.selected.findIndex((row) => key(row) === part.open) : -1;
    if (position >= ROWS_PER_PAGE) this.change({ ...this.state, page: Math.floor(position / ROWS_PER_PAGE) });
    const row = part.open === undefined ? undefined : this.rowButton(part.open);
    (row ?? this.search).focus();
    (row ?? this.root).scrollIntoView({ block: "center" });
  }

  private followFragment(): void {
    const state = readState(location.hash, this.options.name, this.initial);
    const { columns, filters } = this.options;
    // A fragment is typed by hand, too: what the table doesn't have is left out, or nothing would be shown, and no reason.
    this.state = {
      ...state,
      sort: columns.some(({ key }) => key === state.sort) ? state.sort : this.initial.sort,
      filters: Object.fromEntries(
        filters.flatMap(({ key, options }) => {
          const value = state.filters[key];
          return value !== undefined && options.includes(value) ? [[key, value]] : [];
        }),
      ),
    };
    this.select();
  }

  private change(state: TableState): void {
    this.state = state;
    const fragment = writeState(location.hash, this.options.name, state, this.initial);
    // Not a step of the history: a key press would be one, too.
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    this.select();
  }

  private select(): void {
    const { rows, columns, filters } = this.options;
    this.selected = selectRows(rows, columns, filters, this.state, (row) => this.searchable(row));
    if (this.search.value !== this.state.text) this.search.value = this.state.text;
    for (const [key, select] of this.selects) select.value = this.state.filters[key] ?? "";
    for (const [key, header] of this.headers) {
      if (key !== this.state.sort) header.removeAttribute("aria-sort");
      else header.setAttribute("aria-sort", this.state.descending ? "descending" : "ascending");
    }
    this.render();
  }

  private show(rows: number): void {
    this.rowsShown = rows;
    this.render();
  }

  private render(): void {
    const pages = Math.max(1, Math.ceil(this.selected.length / this.rowsShown));
    const page = Math.min(this.rowsShown === ROWS_PER_PAGE ? this.state.page : 0, pages - 1);
    const first = page * this.rowsShown;
    const rows = this.selected.slice(first, first + this.rowsShown);
    this.body.replaceChildren(...rows.map((row) => this.row(row)));
    if (rows.length === 0) this.body.append(this.wide("Nothing fits these filters."));

    const { noun, rows: all } = this.options;
    const of = (count: number): string => `${count.toLocaleString("en-US")} ${noun[count === 1 ? 0 : 1]}`;
    const hidden =
      all.length === this.selected.length ? "" : `, of ${all.length.toLocaleString("en-US")} in all`;
    const range =
      rows.length < this.selected.length
        ? `${(first + 1).toLocaleString("en-US")} to ${(first + rows.length).toLocaleString("en-US")} of `
        : "";
    this.status.textContent = `Shown: ${range}${of(this.selected.length)}${hidden}.`;
    this.inPrint.textContent = this.filtersInWords();
    this.pageNumber.textContent = `Page ${page + 1} of ${pages}`;
    this.pager.hidden = pages === 1;
    // Not `disabled`: the focus would be lost on the last page.
    this.previous.setAttribute("aria-disabled", String(page === 0));
    this.next.setAttribute("aria-disabled", String(page === pages - 1));
    this.drawOpen(rows);
  }

  private row(row: Row): HTMLElement {
    const key = this.options.detail?.key(row);
    return element(
      "tr",
      { role: "row" },
      ...this.options.columns.map((column, place) => {
        const content = column.cell?.(row) ?? document.createTextNode(column.text(row) || "–");
        return element(
          place === 0 ? "th" : "td",
          {
            role: place === 0 ? "rowheader" : "cell",
            scope: place === 0 ? "row" : undefined,
            class: `column-${column.key}`,
          },
          element("span", { class: "label", "aria-hidden": "true" }, column.title),
          element("span", {}, key !== undefined && place === 0 ? this.disclosure(key, content) : content),
        );
      }),
    );
  }

  private disclosure(key: string, content: Node): HTMLElement {
    const button = element(
      "button",
      { type: "button", class: "disclosure", "aria-expanded": "false" },
      content,
    );
    button.dataset.key = key;
    button.addEventListener("click", () => {
      this.change({ ...this.state, open: this.state.open === key ? undefined : key });
      this.rowButton(key)?.focus();
    });
    return button;
  }

  private rowButton(key: string): HTMLElement | undefined {
    const buttons = this.body.querySelectorAll<HTMLElement>("button.disclosure");
    return [...buttons].find((button) => button.dataset.key === key);
  }

  private drawOpen(rows: readonly Row[]): void {
    const { detail, name } = this.options;
    const row = detail && rows.find((one) => detail.key(one) === this.state.open);
    if (!detail || row === undefined) return;
    const button = this.rowButton(detail.key(row))!;
    const id = `${name}-detail`;
    const into = element("div", { id, class: "detail" });
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", id);
    button.closest("tr")!.after(this.wide(into));
    detail.draw(row, into);
  }

  private wide(content: Node | string): HTMLElement {
    const { columns } = this.options;
    return element(
      "tr",
      { role: "row", class: "wide" },
      element("td", { role: "cell", colspan: columns.length }, content),
    );
  }

  private table(): HTMLElement {
    const { caption, columns } = this.options;
    return element(
      "table",
      // Said outright: on a narrow screen the style sheet stacks the cells, and browsers then forget what they were.
      { role: "table" },
      element("caption", {}, caption),
      element(
        "thead",
        { role: "rowgroup" },
        element("tr", { role: "row" }, ...columns.map((column) => this.header(column))),
      ),
      this.body,
    );
  }

  private header({ key, title }: ShownColumn<Row>): HTMLElement {
    const button = element("button", { type: "button" }, title);
    button.addEventListener("click", () => {
      const descending = this.state.sort === key && !this.state.descending;
      this.change({ ...this.state, sort: key, descending, page: 0 });
    });
    const header = element("th", { role: "columnheader", scope: "col", class: `column-${key}` }, button);
    this.headers.set(key, header);
    return header;
  }

  private controls(): HTMLElement {
    let typing: ReturnType<typeof setTimeout> | undefined;
    this.search.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(
        () => this.change({ ...this.state, text: this.search.value, page: 0 }),
        TYPING_PAUSE_MS,
      );
    });
    const { noun, filters } = this.options;
    const reset = element("button", { type: "button" }, "Show all");
    reset.addEventListener("click", () => this.change({ ...this.initial, sort: this.state.sort }));
    return element(
      "form",
      { role: "search", class: "controls", "aria-label": `Filter the ${noun[1]}` },
      element("label", { class: "text-filter" }, "Text ", this.search),
      ...filters.map((filter) => this.filterControl(filter)),
      reset,
    );
  }

  private filterControl({ key, title, options, value }: Filter<Row>): HTMLElement {
    const counts = new Map<string, number>();
    for (const row of this.options.rows) {
      for (const has of new Set([value(row)].flat())) counts.set(has, (counts.get(has) ?? 0) + 1);
    }
    const select = element(
      "select",
      {},
      element("option", { value: "" }, "all"),
      ...options.map((option) =>
        element(
          "option",
          { value: option },
          `${option} (${(counts.get(option) ?? 0).toLocaleString("en-US")})`,
        ),
      ),
    );
    select.addEventListener("change", () =>
      this.change({ ...this.state, filters: { ...this.state.filters, [key]: select.value }, page: 0 }),
    );
    this.selects.set(key, select);
    return element("label", {}, `${title} `, select);
  }

  private pageButton(title: string, by: number): HTMLElement {
    const button = element("button", { type: "button" }, title);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") {
        this.change({ ...this.state, page: this.state.page + by, open: undefined });
      }
    });
    return button;
  }

  private filtersInWords(): string {
    const { filters, noun } = this.options;
    const chosen = filters.flatMap(({ key, title }) => {
      const value = this.state.filters[key];
      return value ? [`${title.toLowerCase()} is ${value}`] : [];
    });
    if (this.state.text) chosen.push(`text contains ${JSON.stringify(this.state.text)}`);
    return chosen.length > 0 ? `Only ${noun[1]} whose ${chosen.join(", and ")}.` : "";
  }

  private searchable(row: Row): string {
    let text = this.texts.get(row);
    if (text === undefined) {
      text = this.options.columns
        .map((column) => column.text(row))
        .join("\n")
        .toLowerCase();
      this.texts.set(row, text);
    }
    return text;
  }
}
