import {
  TerraformDataSource,
  type TerraformElement,
  TerraformResource,
  TerraformVariable,
  Token,
  App,
} from "cdktf";
import type { IConstruct } from "constructs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolved } from "../modules/resolved";
import type { Rule } from "../modules/rules";
import type { Body, DynamicBlock, InnerBlock } from "./block";
import { ReadableStack } from "./readable-stack";

export interface VariableOptions {
  readonly description: string;
  /** As Terraform writes it. @default none: the variable is required */
  readonly default?: string | number | boolean | readonly string[] | Record<string, unknown>;
  /** The variable may be null, and is null by default. */
  readonly optional?: boolean;
  readonly validations?: readonly Validation[];
}

export interface Validation {
  /** An HCL expression. */
  readonly condition: string;
  /** `<what>: expected <that>, got: <the value>`. */
  readonly expected: string;
  /** What the message shows. @default the variable */
  readonly got?: string;
}

export interface Variable extends VariableOptions {
  readonly name: string;
  readonly type: string;
}

export interface Output {
  readonly name: string;
  readonly description: string;
  /** An HCL expression, as cdktf resolves it. */
  readonly value: unknown;
}

/** A resource or a data source, as it stands in the module. */
export interface Element {
  readonly kind: "resource" | "data";
  readonly type: string;
  readonly name: string;
  readonly body: Body;
  /** Whether it is made only where a condition holds: then it is a list of one or none. */
  readonly isConditional: boolean;
}

/** A rule as the validation of the variable that it is about. */
export const validation = <T>(variable: string, rule: Rule<T>): Validation => ({
  condition: rule.condition(`var.${variable}`),
  expected: rule.expected,
});

/**
 * Terraform module in the making: constructs are made in its `stack` with its variables as props. What they decide at
 * synth and a module can only decide at plan (whether something is made, or how often) is said with `onlyIf`,
 * `forEach` and `dynamicBlocks`.
 */
export class TerraformModule {
  readonly stack: ReadableStack;
  readonly variables: Variable[] = [];
  readonly outputs: Output[] = [];
  readonly locals: Record<string, unknown> = {};
  private readonly conditions: { readonly below: IConstruct; readonly condition: string }[] = [];
  private readonly repetitions = new Map<IConstruct, string>();
  private readonly blockEdits: ((element: IConstruct, body: Body) => Body)[] = [];

  constructor() {
    // An app makes its folder at once, though nothing is ever written here.
    const outdir = mkdtempSync(join(tmpdir(), "module-"));
    this.stack = new ReadableStack(new App({ outdir }), "module");
    rmSync(outdir, { recursive: true });
  }

  /** A variable of type `string`. */
  string(name: string, options: VariableOptions): string {
    return this.variable(name, "string", options).stringValue;
  }

  number(name: string, options: VariableOptions): number {
    return this.variable(name, "number", options).numberValue;
  }

  boolean(name: string, options: VariableOptions): boolean {
    // Every prop of the bindings takes a resolvable for a boolean; the constructs only hand it on.
    return this.variable(name, "bool", options).booleanValue as unknown as boolean;
  }

  stringList(name: string, options: VariableOptions): string[] {
    return this.variable(name, "list(string)", options).listValue;
  }

  stringMap(name: string, options: VariableOptions): Record<string, string> {
    return Token.asStringMap(this.variable(name, "map(string)", options).value);
  }

  /** A variable of any type, to be read by the constructs through expressions such as `${var.name.field}`. */
  variable(name: string, type: string, options: VariableOptions): TerraformVariable {
    this.variables.push({ name, type, ...options });
    return new TerraformVariable(this.stack, `var:${name}`, { type });
  }

  /** The tags that every module has. */
  tags(): Record<string, string> {
    return this.stringMap("tags", { description: "Tags of everything that can have tags.", default: {} });
  }

  output(name: string, description: string, value: unknown): void {
    this.outputs.push({ name, description, value });
  }

  /** A local value; returns the reference to it. */
  local(name: string, value: string): string {
    this.locals[name] = value;
    return `\${local.${name}}`;
  }

  /** Makes all that stands below a construct only where the condition holds. */
  onlyIf(below: IConstruct, condition: string): void {
    this.conditions.push({ below, condition });
  }

  /** Makes an element for each item of an expression. */
  forEach(element: IConstruct, expression: string): void {
    this.repetitions.set(element, expression);
  }

  /** Adds blocks to an element that stand as often as their `forEach` has items. */
  dynamicBlocks(element: IConstruct, name: string, blocks: readonly DynamicBlock[]): void {
    this.editBlocks(element, name, (existing) => [...existing, ...blocks]);
  }

  /** Leaves those of an element's blocks that `which` picks to a condition. */
  onlyIfBlocks(
    element: IConstruct,
    name: string,
    condition: string,
    which: (block: Body) => boolean = () => true,
  ): void {
    this.editBlocks(element, name, (existing) =>
      existing.map((block) => (which(block) ? { forEach: `${condition} ? [1] : []`, body: block } : block)),
    );
  }

  /** The resources and data sources, in the order in which the constructs made them. */
  elements(): Element[] {
    return this.stack.node.findAll().flatMap((construct) => {
      const kind =
        construct instanceof TerraformResource
          ? "resource"
          : construct instanceof TerraformDataSource
            ? "data"
            : undefined;
      if (!kind) return [];
      const element = construct as TerraformResource | TerraformDataSource;
      return [this.element(kind, element)];
    });
  }

  resolve(value: unknown): unknown {
    return resolved(this.stack, value);
  }

  private element(kind: Element["kind"], construct: TerraformResource | TerraformDataSource): Element {
    const type = construct.terraformResourceType;
    const name = construct.friendlyUniqueId;
    const fragment = this.resolve((construct as TerraformElement).toHclTerraform()) as Record<
      string,
      Record<string, Record<string, Body>>
    >;
    let body = fragment[kind]?.[type]?.[name] ?? {};
    for (const edit of this.blockEdits) body = edit(construct, body);
    const conditions = this.conditions
      .filter(({ below }) => construct.node.scopes.includes(below))
      .map(({ condition }) => condition);
    if (conditions.length > 0) body = { ...body, count: `\${${conditions.join(" && ")} ? 1 : 0}` };
    const items = this.repetitions.get(construct);
    if (items) body = { ...body, for_each: `\${${items}}` };
    return { kind, type, name, body, isConditional: conditions.length > 0 };
  }

  private editBlocks(element: IConstruct, name: string, edit: (existing: Body[]) => InnerBlock[]): void {
    this.blockEdits.push((construct, body) => {
      if (construct !== element) return body;
      const field = body[name] as { readonly value: Body | Body[] } | undefined;
      const existing = field ? [field.value].flat() : [];
      return { ...body, [name]: { isBlock: true, value: this.resolve(edit(existing)) } };
    });
  }
}
