import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Attributes = Record<string, unknown>;

/** A synthesized stack, to be asked for one property at a time. */
export class Template {
  /** Synthesizes what `build` puts into an empty stack. */
  static of(build: (stack: TerraformStack) => void): Template {
    const stack = emptyStack();
    build(stack);
    return Template.synth(stack);
  }

  static synth(stack: TerraformStack): Template {
    return new Template(JSON.parse(Testing.synth(stack)) as Attributes);
  }

  private constructor(readonly json: Attributes) {}

  /** All resources of a type, in the order of their names. */
  resources(type: string): Attributes[] {
    return Object.values(this.section("resource", type));
  }

  /** The one resource of a type. */
  resource(type: string): Attributes {
    return only(type, this.resources(type));
  }

  dataSources(type: string): Attributes[] {
    return Object.values(this.section("data", type));
  }

  dataSource(type: string): Attributes {
    return only(type, this.dataSources(type));
  }

  /** The name under which the one resource of a type stands, for references to it. */
  address(type: string): string {
    return `${type}.${only(type, Object.keys(this.section("resource", type)))}`;
  }

  /** The statements of all policy documents whose `sid` it is. */
  statement(sid: string): Attributes {
    const statements = this.dataSources("aws_iam_policy_document").flatMap(
      (document) => document.statement as Attributes[],
    );
    return only(
      `statement ${sid}`,
      statements.filter((statement) => statement.sid === sid),
    );
  }

  /**
   * The statements that an attribute attaches to the one resource of a type, such as the `policy` of a bucket policy.
   * @throws Error unless the attribute is the JSON of a policy document of this stack, and nothing else
   */
  attached(type: string, attribute: string): Attributes[] {
    const value = this.resource(type)[attribute];
    const name = /^\$\{data\.aws_iam_policy_document\.([\w-]+)\.json\}$/.exec(String(value))?.[1];
    const document = name && this.section("data", "aws_iam_policy_document")[name];
    if (!document) {
      throw new Error(`Expected ${type}.${attribute} to be a policy document's JSON, got: ${String(value)}`);
    }
    return document.statement as Attributes[];
  }

  private section(kind: "resource" | "data", type: string): Record<string, Attributes> {
    const all = (this.json[kind] ?? {}) as Record<string, Record<string, Attributes>>;
    return all[type] ?? {};
  }
}

/** What validation says of the constructs that `build` makes, each problem behind its construct's path. */
export function problemsOf(build: (stack: TerraformStack) => void): string[] {
  const stack = emptyStack();
  build(stack);
  return stack.node
    .findAll()
    .flatMap((construct) =>
      construct.node.validate().map((problem) => `[${construct.node.path}] ${problem}`),
    );
}

function emptyStack(): TerraformStack {
  // An app makes its folder at once, though nothing is ever written here.
  const outdir = mkdtempSync(join(tmpdir(), "template-"));
  const stack = new TerraformStack(new App({ outdir }), "stack");
  rmSync(outdir, { recursive: true });
  new AwsProvider(stack, "aws");
  return stack;
}

function only<T>(what: string, items: T[]): T {
  if (items.length !== 1) throw new Error(`Expected exactly one ${what}, got: ${items.length}`);
  return items[0] as T;
}
