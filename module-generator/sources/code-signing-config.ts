import { CodeSigningConfig } from "../../modules/code-signing-config";
import * as rules from "../../modules/code-signing-config/rules";
import { everyItem } from "../../modules/rules";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import { untrustedArtifactPolicyVariable } from "./code-signing-config-variables";
import type { ModuleSource } from "./module-source";

export const codeSigningConfig: ModuleSource = {
  name: "code-signing-config",
  summary: "A code signing config of AWS Lambda: which publishers a function trusts. Enforce by default.",
  usage: `
module "config" {
  source = "./terraform/code-signing-config"

  publishers = [module.profile.profile_version_arn]
}`,
  build(module) {
    const config = new CodeSigningConfig(module.stack, THIS, {
      publishers: module.stringList("publishers", {
        description: "Version ARNs of the signing profiles that may have signed, 1 to 20.",
        validations: [
          validation("publishers", rules.publisherCount),
          validation("publishers", rules.distinctPublishers),
          validation("publishers", everyItem(rules.versionArn)),
        ],
      }),
      untrustedArtifactPolicy: untrustedArtifactPolicyVariable(module),
      description: module.string("description", {
        description: "What the config is for.",
        optional: true,
        validations: [validation("description", rules.description)],
      }),
      tags: module.tags(),
    });
    module.output(
      "code_signing_config_arn",
      "ARN of the config: what functions attach.",
      config.codeSigningConfigArn,
    );
    module.output("policy", "Enforce or Warn, as Lambda reports it.", config.untrustedArtifactOnDeployment);
  },
};
