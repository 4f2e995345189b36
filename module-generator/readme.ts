import { expression } from "./expression";
import type { ModuleSource } from "./sources";
import type { Element, TerraformModule, Variable } from "./terraform-module";
import { REQUIRED_PROVIDER, REQUIRED_TERRAFORM } from "./requirements";

/** A module's README: what it is, how it is called, and tables of what goes in and what comes out. */
export function readme(source: ModuleSource, module: TerraformModule, elements: readonly Element[]): string {
  return `# ${source.name}

${source.summary}

Made from the construct [modules/${source.name}](../../modules/${source.name}), whose README says why it is as it is.

## Usage

\`\`\`hcl
${source.usage.trim()}
\`\`\`
${(source.notes ?? []).length > 0 ? `\n${source.notes!.map((note) => `- ${note}`).join("\n")}\n` : ""}
## Requirements

| name      | version                                  |
| --------- | ---------------------------------------- |
| terraform | \`${REQUIRED_TERRAFORM}\` |
| hashicorp/aws | \`${REQUIRED_PROVIDER}\` |

## Inputs

${table(
  ["name", "type", "default", "what it is"],
  module.variables.map((variable) => [
    `\`${variable.name}\``,
    code(variable.type),
    defaultOf(variable),
    variable.description,
  ]),
)}

## Outputs

${table(
  ["name", "what it is"],
  module.outputs.map(({ name, description }) => [`\`${name}\``, description]),
)}

## Resources

${elements.map(({ kind, type, name }) => `- \`${kind === "data" ? "data." : ""}${type}.${name}\``).join("\n")}
`;
}

const code = (text: string): string => `\`${text.replace(/\s+/g, " ")}\``;

const defaultOf = (variable: Variable): string =>
  variable.optional
    ? "`null`"
    : variable.default === undefined
      ? "required"
      : code(expression(variable.default));

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
