import { keyArn as keyArnRule } from "../../modules/arns";
import type { EncryptionKey } from "../../modules/encryption-key";
import type { TerraformModule } from "../terraform-module";

/** An object, because Terraform must know at plan whether there is one, and knows no ARN of a key that is yet to be made. */
const IS_OWN = "var.encryption_key == null";

/**
 * Lets the caller hand over a key instead of the module's own, which is not made then.
 * @param grants what the caller's key must grant, in a sentence
 * @returns the module's own key, under the ARN of whichever is used
 */
export function orKeyOfCaller(module: TerraformModule, own: EncryptionKey, grants: string): EncryptionKey {
  module.variable("encryption_key", "object({ arn = string })", {
    description: `A KMS key to use instead of one of its own. ${grants}`,
    optional: true,
    validations: [
      { condition: keyArnRule.condition("var.encryption_key.arn"), expected: keyArnRule.expected },
    ],
  });
  module.onlyIf(own, IS_OWN);
  const keyArn = module.local(
    "encryption_key_arn",
    `\${${IS_OWN} ? one(aws_kms_key.key[*].arn) : var.encryption_key.arn}`,
  );
  // All but the ARN is inherited: what is granted is granted by the own key, and lost with it.
  return Object.create(own, { keyArn: { value: keyArn } }) as EncryptionKey;
}
