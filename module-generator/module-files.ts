import { block } from "./block";
import { expression } from "./expression";
import { readme } from "./readme";
import { REQUIRED_PROVIDER, REQUIRED_TERRAFORM } from "./requirements";
import type { ModuleSource } from "./sources";
import { type Element, TerraformModule, type Variable } from "./terraform-module";

/** The files of a module by their names, not formatted yet. */
export function moduleFiles(source: ModuleSource): Record<string, string> {
  const module = new TerraformModule();
  source.build(module);
  // What is only looked up stands first.
  const isLookUp = ({ kind, name }: Element): boolean => kind === "data" && name === "current";
  const elements = module.elements().sort((one, other) => Number(isLookUp(other)) - Number(isLookUp(one)));
  const conditional = elements
    .filter(({ isConditional }) => isConditional)
    .map(({ kind, type, name }) => `${kind === "data" ? "data." : ""}${type}.${name}`);
  const refer = (hcl: string): string => referToOnlyInstances(hcl, conditional);
  const header = `# Made from modules/${source.name} by \`npm run build:modules\`, which overwrites what is changed here.\n\n`;

  const locals =
    Object.keys(module.locals).length > 0 ? [block("locals", module.resolve(module.locals) as never)] : [];
  const main = [
    ...locals,
    ...elements.map(({ kind, type, name, body }) => block(`${kind} "${type}" "${name}"`, body)),
  ];
  return {
    "main.tf": header + refer(main.join("\n\n")) + "\n",
    "variables.tf": header + module.variables.map(variableBlock).join("\n\n") + "\n",
    "outputs.tf":
      header +
      refer(
        module.outputs
          .map(({ name, description, value }) =>
            block(`output "${name}"`, { description, value: module.resolve(value) }),
          )
          .join("\n\n"),
      ) +
      "\n",
    "versions.tf":
      header +
      block("terraform", {
        required_version: REQUIRED_TERRAFORM,
        required_providers: {
          isBlock: true,
          value: { aws: { source: "hashicorp/aws", version: REQUIRED_PROVIDER } },
        },
      }) +
      "\n",
    "README.md": readme(source, module, elements),
  };
}

/** `aws_kms_key.key.arn` becomes `aws_kms_key.key[0].arn`: with `count` an element is a list of one or none. */
function referToOnlyInstances(hcl: string, addresses: readonly string[]): string {
  return addresses.reduce(
    (text, address) =>
      text.replace(
        new RegExp(`(?<![A-Za-z0-9_."])${address.replaceAll(".", "\\.")}(?=\\.[a-z])`, "g"),
        `${address}[0]`,
      ),
    hcl,
  );
}

function variableBlock({ name, type, description, optional, validations, ...rest }: Variable): string {
  // A field that is null would end the check itself, in Terraform's words.
  const checked = (condition: string): string =>
    type.includes("object(") ? `try(${condition}, false)` : condition;
  const ifGiven = (condition: string): string =>
    optional ? `var.${name} == null ? true : ${checked(condition)}` : checked(condition);
  // Terraform writes the message even where nothing is wrong with a variable that is null.
  const shown = (got = `var.${name}`): string =>
    optional && got !== `var.${name}` ? `try(${got}, null)` : got;
  const lines = [
    `description = ${JSON.stringify(description)}`,
    `type = ${type}`,
    ...(optional
      ? ["default = null"]
      : rest.default === undefined
        ? []
        : [`default = ${expression(rest.default)}`]),
    `nullable = ${optional ? "true" : "false"}`,
  ];
  const checks = (validations ?? []).map(({ condition, expected, got }) =>
    [
      "validation {",
      `condition = ${ifGiven(condition)}`,
      `error_message = "${name}: expected ${JSON.stringify(expected).slice(1, -1)}, got: \${jsonencode(${shown(got)})}."`,
      "}",
    ].join("\n"),
  );
  return `variable "${name}" {\n${[lines.join("\n"), ...checks].join("\n\n")}\n}`;
}
