import { type Column, type Filter, selectRows } from "../../../cli/audit/html/page/rows";
import { readState, stateOf, writeState } from "../../../cli/audit/html/page/state";

interface Row {
  readonly name: string;
  readonly expires?: string;
  readonly statuses: readonly string[];
}

const ROWS: readonly Row[] = [
  { name: "fn-10", expires: "2027-01-01", statuses: ["fine"] },
  { name: "fn-9", statuses: ["unsigned", "not-enforced"] },
  { name: "other", expires: "2026-01-01", statuses: ["expired"] },
];
const COLUMNS: readonly Column<Row>[] = [
  { key: "name", title: "Name", text: ({ name }) => name },
  { key: "expires", title: "Expires", text: ({ expires }) => expires ?? "", order: ({ expires }) => expires },
];
const FILTERS: readonly Filter<Row>[] = [
  { key: "status", title: "Status", options: [], value: ({ statuses }) => statuses },
];

const names = (part: Parameters<typeof stateOf>[0]): string[] =>
  selectRows(ROWS, COLUMNS, FILTERS, stateOf(part), ({ name }) => name).map(({ name }) => name);

describe("the rows of a table", () => {
  test("stay as they come, unless they are sorted", () => {
    expect(names({})).toEqual(["fn-10", "fn-9", "other"]);
    expect(names({ sort: "no-such" })).toEqual(["fn-10", "fn-9", "other"]);
  });

  test("are sorted by the numbers in their names", () => {
    expect(names({ sort: "name" })).toEqual(["fn-9", "fn-10", "other"]);
    expect(names({ sort: "name", descending: true })).toEqual(["other", "fn-10", "fn-9"]);
  });

  test("come last in either direction when they have nothing to sort by", () => {
    expect(names({ sort: "expires" })).toEqual(["other", "fn-10", "fn-9"]);
    expect(names({ sort: "expires", descending: true })).toEqual(["fn-10", "other", "fn-9"]);
  });

  test("fit all words of the text, and each filter", () => {
    expect(names({ text: " FN  10 " })).toEqual(["fn-10"]);
    expect(names({ text: "fn", filters: { status: "not-enforced" } })).toEqual(["fn-9"]);
    expect(names({ filters: { status: "" } })).toHaveLength(3);
  });
});

describe("the URL's fragment", () => {
  const initial = stateOf({ sort: "severity" });
  const state = stateOf({
    text: "a&b=c #",
    filters: { severity: "high" },
    sort: "name",
    descending: true,
    page: 2,
    open: "arn:aws:lambda:eu-west-1:123456789012:function:x",
  });

  test("brings a table's state back", () => {
    expect(readState(`#${writeState("", "functions", state, initial)}`, "functions", initial)).toEqual(state);
  });

  test("keeps what another table wrote, and is empty when there is nothing to say", () => {
    const both = writeState(writeState("", "functions", state, initial), "findings", state, initial);
    expect(readState(both, "functions", initial)).toEqual(state);
    expect(writeState(writeState(both, "functions", initial, initial), "findings", initial, initial)).toBe(
      "",
    );
  });

  test.each(["", "#", "#main", "#functions.page=x", "#functions.page=-3", "#other.text=a", "#%"])(
    "that says nothing of use leaves a table as it was: %s",
    (fragment) => expect(readState(fragment, "functions", initial)).toEqual(initial),
  );
});
