import { SigningPlatform, SigningProfile } from "../../modules/signing-profile";
import * as rules from "../../modules/signing-profile/rules";
import { matching } from "../../modules/rules";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import type { ModuleSource } from "./module-source";
import { EACH_PERMISSION, permissionsVariable, signatureValidityVariable } from "./signing-profile-variables";

export const signingProfile: ModuleSource = {
  name: "signing-profile",
  summary:
    "A signing profile of AWS Signer. A new one is created before the old one is cancelled, under a name of its own, because the name of a cancelled profile is never free again.",
  usage: `
module "profile" {
  source = "./terraform/signing-profile"

  name_prefix = "claims_"
}`,
  build(module) {
    const profile = new SigningProfile(module.stack, THIS, {
      namePrefix: module.string("name_prefix", {
        description: "Beginning of the profile's name; AWS appends the rest.",
        validations: [validation("name_prefix", rules.namePrefix)],
      }),
      platform: SigningPlatform.of(
        module.string("platform_id", {
          description: "What it signs for: an id that `aws signer list-signing-platforms` shows.",
          default: SigningPlatform.AWS_LAMBDA_SHA384_ECDSA.platformId,
          validations: [
            validation(
              "platform_id",
              matching(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)+$/, "a platform's id, such as AWSLambda-SHA384-ECDSA"),
            ),
          ],
        }),
      ),
      signatureValidity: signatureValidityVariable(module),
      permissions: permissionsVariable(module),
      tags: module.tags(),
    });
    module.forEach(profile.node.findChild("permission-${each.key}"), EACH_PERMISSION);

    module.output("profile_name", "Name of the profile.", profile.profileName);
    module.output("profile_arn", "ARN of the profile: what IAM policies name.", profile.profileArn);
    module.output(
      "profile_version_arn",
      "Version ARN of the profile: what a code signing config lists as a publisher.",
      profile.profileVersionArn,
    );
    module.output("status", "Active, Canceled or Revoked, as Signer reports it.", profile.status);
  },
};
