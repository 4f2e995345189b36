import { differences } from "../../../scripts/cdktn/differences";

const stack = {
  "//": { metadata: { version: "0.21.0" } },
  resource: { aws_kms_key: { key: { "//": { path: "stack/key" }, enable_key_rotation: true } } },
  output: { names: { value: ["one", "two"] } },
};

test("two of the same don't differ, whatever the order of their keys", () => {
  const { output, resource, ...rest } = structuredClone(stack);
  expect(differences(stack, { ...rest, output, resource })).toEqual([]);
});

test("notes on where something was made don't count, at any depth", () => {
  const other = structuredClone(stack);
  other["//"].metadata.version = "0.24.0";
  other.resource.aws_kms_key.key["//"].path = "elsewhere";
  expect(differences(stack, other)).toEqual([]);
});

test("a changed value is told with its path and both values", () => {
  const other = structuredClone(stack);
  other.resource.aws_kms_key.key.enable_key_rotation = false;
  expect(differences(stack, other)).toEqual([
    "resource.aws_kms_key.key.enable_key_rotation: true became false",
  ]);
});

test("what only one of them has is told", () => {
  const { output, ...other } = structuredClone(stack);
  expect(differences(stack, other)).toEqual([`output: ${JSON.stringify(output)} became nothing`]);
  expect(differences(other, stack)).toEqual([`output: nothing became ${JSON.stringify(output)}`]);
});

test("a list that is longer, or in another order, differs", () => {
  const other = structuredClone(stack);
  other.output.names.value = ["two", "one", "three"];
  expect(differences(stack, other)).toEqual([
    'output.names.value[0]: "one" became "two"',
    'output.names.value[1]: "two" became "one"',
    'output.names.value[2]: nothing became "three"',
  ]);
});

test("null is not nothing, and a list is not an object", () => {
  expect(differences({ a: null }, {})).toEqual(["a: null became nothing"]);
  expect(differences({ a: [] }, { a: {} })).toEqual(["a: [] became {}"]);
});
