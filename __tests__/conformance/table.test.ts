import type { NotShown, Row } from "../../conformance/row";
import { markdownTables, textTable, withTables } from "../../conformance/table";

const row: Row = {
  id: "zip.order",
  service: "Signer",
  claim: "A prefix is `<a|b>` in order.",
  grade: "measured live",
  client: "boto3",
  lane: "shared",
  show: () => Promise.resolve(),
};
const notShown: NotShown = { ...row, id: "price", grade: "unconfirmed", reason: "Nothing has a price." };
const PAGE = `# Page

<!-- prettier-ignore-start -->
<!-- Written by \`npm run conformance -- --markdown\` -->
old
<!-- prettier-ignore-end -->

The end.
`;

test("the tables stand between the markers, and what is around them stays", () => {
  const page = withTables(PAGE, "new");
  expect(page).toMatch(/^# Page\n\n<!-- prettier-ignore-start -->/);
  expect(page).toMatch(/--markdown` -->\n\nnew\n\n<!-- prettier-ignore-end -->\n\nThe end\.\n$/);
  expect(page).not.toContain("old");
  expect(withTables(page, "new")).toBe(page);
});

test("a page without the markers is refused, rather than written over", () => {
  expect(() => withTables("# Page\n", "new")).toThrow(/prettier-ignore-start/);
  expect(() => withTables(PAGE.split("\n").reverse().join("\n"), "new")).toThrow(/in this order/);
});

test("in Markdown a claim can't break its row", () => {
  const tables = markdownTables([row], [notShown]);
  expect(tables).toContain(
    "| `zip.order` | Signer | A prefix is `\\<a\\|b>` in order. | measured live | boto3 |",
  );
  expect(tables).toMatch(/### Not shown[\s\S]+\| `price` \|.+\| unconfirmed \| Nothing has a price\. \|/);
});

test("what failed is told below the table, with the reason", () => {
  const table = textTable([
    { row, outcome: { is: "passed" }, seconds: 1 },
    { row: { ...row, id: "zip.bad" }, outcome: { is: "failed", why: "expected 1, got 2" }, seconds: 1 },
  ]);
  const lines = table.split("\n");
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/^zip\.order +Signer +measured live +boto3 +passed /);
  expect(lines[3]).toBe("zip.bad: failed: expected 1, got 2");
});
