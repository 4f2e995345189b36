import { UntrustedArtifactPolicy } from "../../modules/code-signing-config";
import { oneOf } from "../../modules/rules";
import { type TerraformModule, validation } from "../terraform-module";

/** Enforce unless Warn is asked for. */
export function untrustedArtifactPolicyVariable(module: TerraformModule): UntrustedArtifactPolicy {
  return module.string("untrusted_artifact_policy", {
    description:
      "What Lambda does with a package whose signature is missing, expired, revoked or of an unlisted publisher: Enforce refuses it, Warn lets it through.",
    default: UntrustedArtifactPolicy.ENFORCE,
    validations: [
      validation(
        "untrusted_artifact_policy",
        oneOf(Object.values(UntrustedArtifactPolicy), Object.values(UntrustedArtifactPolicy).join(" or ")),
      ),
    ],
  }) as UntrustedArtifactPolicy;
}
