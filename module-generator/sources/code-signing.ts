import { CodeSigning } from "../../modules/code-signing";
import * as rules from "../../modules/code-signing/rules";
import * as configRules from "../../modules/code-signing-config/rules";
import * as keyRules from "../../modules/encryption-key/rules";
import { everyItem } from "../../modules/rules";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import { untrustedArtifactPolicyVariable } from "./code-signing-config-variables";
import type { ModuleSource } from "./module-source";
import { EACH_PERMISSION, permissionsVariable, signatureValidityVariable } from "./signing-profile-variables";

export const codeSigning: ModuleSource = {
  name: "code-signing",
  summary:
    "All that functions need to be signed: signing profile, Enforce code signing config, versioned artifact bucket and its KMS key.",
  usage: `
module "code_signing" {
  source = "./terraform/code-signing"

  name = "claims"
}`,
  notes: [
    "The provider waits 55 s for the bucket's lifecycle configuration by itself.",
    "`destroy` stops at the bucket that isn't empty, unless `force_destroy = true` was applied before.",
  ],
  build(module) {
    const codeSigning = new CodeSigning(module.stack, THIS, {
      name: module.string("name", {
        description: "What all names begin with.",
        validations: [validation("name", rules.name)],
      }),
      untrustedArtifactPolicy: untrustedArtifactPolicyVariable(module),
      signatureValidity: signatureValidityVariable(module),
      additionalPublishers: module.stringList("additional_publishers", {
        description:
          "Version ARNs of profiles that are trusted besides this one, such as the one it replaces, 19 at most.",
        default: [],
        validations: [
          {
            condition: "length(var.additional_publishers) <= 19",
            expected: "at most 19 version ARNs besides the profile's own",
          },
          validation("additional_publishers", everyItem(configRules.versionArn)),
          validation("additional_publishers", configRules.distinctPublishers),
        ],
      }),
      permissions: permissionsVariable(module),
      forceDestroy: module.boolean("force_destroy", {
        description: "Whether destroy may empty the bucket of its artifacts.",
        default: false,
      }),
      keyDeletionWindowInDays: module.number("key_deletion_window_in_days", {
        description: "Days that the key can still be saved after destroy.",
        default: 30,
        validations: [validation("key_deletion_window_in_days", keyRules.deletionWindowInDays)],
      }),
      tags: module.tags(),
    });
    module.forEach(codeSigning.profile.node.findChild("permission-${each.key}"), EACH_PERMISSION);

    const { profile, config, bucket, encryptionKey } = codeSigning;
    module.output("profile_name", "Name of the signing profile.", profile.profileName);
    module.output("profile_arn", "ARN of the profile: what IAM policies name.", profile.profileArn);
    module.output("profile_version_arn", "The publisher that functions trust.", profile.profileVersionArn);
    module.output("profile_status", "Active, Canceled or Revoked, as Signer reports it.", profile.status);
    module.output(
      "code_signing_config_arn",
      "ARN of the config: what functions attach.",
      config.codeSigningConfigArn,
    );
    module.output("policy", "Enforce or Warn, as Lambda reports it.", config.untrustedArtifactOnDeployment);
    module.output("artifact_bucket_name", "Bucket of the unsigned and signed packages.", bucket.bucketName);
    module.output("artifact_bucket_arn", "ARN of that bucket.", bucket.bucketArn);
    module.output("artifact_key_arn", "ARN of the KMS key of that bucket.", encryptionKey.keyArn);
  },
};
