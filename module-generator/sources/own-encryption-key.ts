import type { EncryptionKey } from "../../modules/encryption-key";
import type { TerraformModule } from "../terraform-module";

/**
 * Lets the caller hand over a key instead of the module's own, which is not made then.
 * @param grants what the caller's key must grant, in a sentence
 * @returns the module's own key, under the ARN of whichever is used
 */
export function orKeyOfCaller(module: TerraformModule, own: EncryptionKey, grants: string): EncryptionKey {
  module.string("encryption_key_arn", {
    description: `ARN of a KMS key to use instead of one of its own. ${grants}`,
    optional: true,
    validations: [
      {
        condition: 'can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.encryption_key_arn))',
        expected: "the ARN of a KMS key, arn:…:kms:<region>:<account>:key/ID",
      },
    ],
  });
  module.onlyIf(own, "var.encryption_key_arn == null");
  const keyArn = module.local(
    "encryption_key_arn",
    "${var.encryption_key_arn == null ? one(aws_kms_key.key[*].arn) : var.encryption_key_arn}",
  );
  // All but the ARN is inherited: what is granted is granted by the own key, and lost with it.
  return Object.create(own, { keyArn: { value: keyArn } }) as EncryptionKey;
}
