import { Fn, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { Aws } from "../modules/aws";
import type { IArtifactBucket } from "../modules/artifact-bucket";
import type { ICodeSigningConfig } from "../modules/code-signing-config";
import * as configRules from "../modules/code-signing-config/rules";
import { matching, type Rule } from "../modules/rules";
import type { ISigningProfile } from "../modules/signing-profile";

const bucketName = matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of a bucket");

/** What the functions take of the code-signing stack. */
export interface SharedValues {
  readonly profile: ISigningProfile;
  readonly config: ICodeSigningConfig;
  readonly bucket: IArtifactBucket;
}

/**
 * The shared values as Terraform variables of a stack, named like the outputs of the code-signing stack that tell them:
 * the stack then reads no other's state.
 */
export function sharedByVariables(stack: TerraformStack): SharedValues {
  const versionArn = variable(
    stack,
    "signing_profile_version_arn",
    "The publisher that signs",
    configRules.versionArn,
  );
  const codeSigningConfigArn = variable(
    stack,
    "code_signing_config_arn",
    "What functions attach to be enforced",
    configRules.configArn,
  );
  const name = variable(stack, "artifact_bucket", "Bucket of the unsigned and signed packages", bucketName);
  // arn:…:signer:<region>:<account>: / signing-profiles / NAME / VERSION
  const parts = Fn.split("/", versionArn);
  return {
    profile: {
      profileName: Token.asString(Fn.element(parts, 2)),
      profileArn: Token.asString(Fn.join("/", Fn.slice(parts, 0, 3) as string[])),
      profileVersionArn: versionArn,
    },
    config: { codeSigningConfigArn },
    bucket: { bucketName: name, bucketArn: `arn:${Aws.of(stack).partition}:s3:::${name}` },
  };
}

function variable(stack: TerraformStack, name: string, description: string, rule: Rule<string>): string {
  const made = new TerraformVariable(stack, name, {
    type: "string",
    description: `${description}: the output ${name} of the code-signing stack`,
    nullable: false,
    validation: [
      {
        condition: `\${${rule.condition(`var.${name}`)}}`,
        errorMessage: `${name}: expected ${rule.expected}.`,
      },
    ],
  });
  made.overrideLogicalId(name);
  return made.stringValue;
}
