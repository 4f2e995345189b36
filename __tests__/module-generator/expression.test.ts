import { expression } from "../../module-generator/expression";

test.each<[unknown, string]>([
  ["text", '"text"'],
  ['a "quoted" line\n', '"a \\"quoted\\" line\\n"'],
  ["${var.name}", "var.name"],
  ["a-${var.name}", '"a-${var.name}"'],
  ["${var.one}${var.two}", '"${var.one}${var.two}"'],
  ["$${not.a.reference}", '"$${not.a.reference}"'],
  ['${join("}", [var.a])}', 'join("}", [var.a])'],
  ['${join("${var.b}", { a = 1 })}', 'join("${var.b}", { a = 1 })'],
  [3, "3"],
  [false, "false"],
  [null, "null"],
  [["a", "${var.b}"], '["a", var.b]'],
  [{}, "{}"],
  [{ a: 1, "b/c": "${var.d}", left: undefined }, '{\na = 1\n"b/c" = var.d\n}'],
])("%j is %s", (value, rendered) => {
  expect(expression(value)).toBe(rendered);
});

test("a list that is longer than a line stands one item a line", () => {
  const items = ["x".repeat(60), "y".repeat(60)];
  expect(expression(items)).toBe(`[\n"${items[0]}",\n"${items[1]}",\n]`);
});

test("a reference without an end is refused", () => {
  expect(() => expression("${var.name")).toThrow("closing brace");
});
