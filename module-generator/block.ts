import { expression } from "./expression";

/** What the bindings say of an attribute of a resource, or of a field of a block. */
interface Described {
  readonly value: unknown;
  readonly isBlock: boolean;
}

/** A block's fields by name, as cdktf resolves `toHclTerraform()`; meta-arguments and overrides are plain values. */
export type Body = Record<string, unknown>;

/** A block that stands as often as `forEach` has items, with what the items are called in `body`. */
export interface DynamicBlock {
  readonly forEach: string;
  /** @default the block's own name, as in Terraform */
  readonly iterator?: string;
  readonly body: Body;
}

/** A block's own blocks, in their order: each stands as it is, or as often as its condition says. */
export type InnerBlock = Body | DynamicBlock;

const isDynamic = (block: InnerBlock): block is DynamicBlock => "forEach" in block && "body" in block;

/** What a reader looks for first; the rest keeps its order, which is the alphabet's. */
const FIRST = [
  ...["name", "name_prefix", "function_name", "alias_name", "bucket", "bucket_prefix", "key", "description"],
  ...[
    "sid",
    "effect",
    "principals",
    "actions",
    "resources",
    "test",
    "variable",
    "values",
    "type",
    "condition",
  ],
];
const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** Renders a block with its head, such as `resource "aws_kms_key" "key"`: arguments first, then blocks. */
export function block(head: string, body: Body): string {
  const { count, for_each: forEach, depends_on: dependsOn, lifecycle, ...rest } = body;
  const fields = Object.entries(rest)
    // cdktf puts the construct's path under "//".
    .filter(([name, field]) => name !== "//" && field !== undefined && field !== null)
    .sort(([one], [other]) => rank(one) - rank(other));
  const blocks = fields.flatMap(([name, field]) =>
    isDescribed(field) && field.isBlock ? innerBlocks(name, field.value) : [],
  );
  const attributes = fields
    .filter(([, field]) => !(isDescribed(field) && field.isBlock))
    .map(([name, field]) => [name, isDescribed(field) ? field.value : field] as const)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name} = ${expression(value)}`);

  const repetition = [
    ...(count === undefined ? [] : [`count = ${expression(count)}`]),
    ...(forEach === undefined ? [] : [`for_each = ${expression(forEach)}`]),
  ];
  const sections = [
    repetition.join("\n"),
    attributes.join("\n"),
    ...blocks,
    lifecycle ? lifecycleBlock(lifecycle as Lifecycle) : "",
    Array.isArray(dependsOn) && dependsOn.length > 0
      ? `depends_on = [\n${dependsOn.map((address) => `${String(address)},`).join("\n")}\n]`
      : "",
  ].filter(Boolean);
  return sections.length === 0 ? `${head} {}` : `${head} {\n${sections.join("\n\n")}\n}`;
}

function innerBlocks(name: string, value: unknown): string[] {
  const bodies = (Array.isArray(value) ? value : [value]) as (InnerBlock | undefined)[];
  return bodies
    .filter((body) => body !== undefined)
    .map((body) => (isDynamic(body) ? dynamicBlock(name, body) : block(name, body)));
}

function dynamicBlock(name: string, { forEach, iterator, body }: DynamicBlock): string {
  const head = [`for_each = ${forEach}`, ...(iterator ? [`iterator = ${iterator}`] : [])].join("\n");
  return `dynamic "${name}" {\n${head}\n\n${block("content", body)}\n}`;
}

interface Lifecycle {
  readonly create_before_destroy?: boolean;
  readonly ignore_changes?: readonly string[];
  readonly precondition?: readonly { readonly condition: string; readonly error_message: string }[];
}

function lifecycleBlock({ precondition = [], ...lifecycle }: Lifecycle): string {
  const { create_before_destroy: createBeforeDestroy, ignore_changes: ignoreChanges, ...unknown } = lifecycle;
  if (Object.keys(unknown).length > 0) {
    throw new Error(`Expected no other lifecycle arguments, got: ${Object.keys(unknown).join(", ")}`);
  }
  return block("lifecycle", {
    create_before_destroy: createBeforeDestroy,
    // Names of attributes, not texts.
    ignore_changes: ignoreChanges && `\${[${ignoreChanges.join(", ")}]}`,
    precondition: { isBlock: true, value: precondition },
  });
}

const isDescribed = (field: unknown): field is Described =>
  field !== null && typeof field === "object" && "isBlock" in field && "value" in field;
