import { TerraformDataSource, TerraformElement, TerraformStack } from "cdktf";
import type { Node } from "constructs";

/** The id of a construct that lends its elements no name, as a module is made of it alone. */
export const THIS = "this";

/**
 * A stack whose elements have the names that a person would give them, without cdktf's hashes: `aws_kms_key.key`,
 * `aws_s3_bucket.artifacts_bucket`. They are part of the addresses in users' states, so a construct's id must stay.
 */
export class ReadableStack extends TerraformStack {
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const { scopes } = node;
    const ids = scopes.slice(scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    // The data sources that the constructs share, such as that of the account, stand in the stack itself.
    return ids.length === 1 && element instanceof TerraformDataSource ? "current" : readableName(ids);
  }
}

/** `["artifacts", "access-logging"]` is `artifacts_access_logging`; `["key", "key"]` is `key`. */
function readableName(ids: readonly string[]): string {
  const name = ids
    .filter((id, index) => id !== THIS && id !== ids[index - 1])
    .join("_")
    // The part of an id that only Terraform knows, as in `permission-${each.key}`.
    .replace(/[-_]*\$\{.*$/, "")
    .replace(/^var:/, "")
    .replaceAll("-", "_");
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Error(
      `Expected ids that make a name of lower-case letters, digits and _, got: ${ids.join("/")}`,
    );
  }
  return name;
}
