import { LambdaCodeSigningConfig } from "@cdktf/provider-aws/lib/lambda-code-signing-config";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { checkProps, expectThat, type Problem } from "../checks";
import type { ISigningProfile } from "../signing-profile";

/** What Lambda does with a package whose signature is missing, expired, revoked or of an unlisted publisher. */
export enum UntrustedArtifactPolicy {
  /** Refuses the deployment. */
  ENFORCE = "Enforce",
  /** Lets it through, and counts it in the metric `SignatureValidationErrors`. */
  WARN = "Warn",
}

/** What others may read of a code signing config. */
export interface ICodeSigningConfig {
  /** `arn:…:lambda:…:code-signing-config:csc-…` */
  readonly codeSigningConfigArn: string;
}

export interface CodeSigningConfigProps {
  /** Who may have signed: 1 to 20 signing profiles, or version ARNs of profiles (those of other accounts, too). */
  readonly publishers: readonly (ISigningProfile | string)[];
  /**
   * A package that was altered after it was signed is refused under both.
   * @default UntrustedArtifactPolicy.ENFORCE
   */
  readonly untrustedArtifactPolicy?: UntrustedArtifactPolicy;
  /** @default none */
  readonly description?: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

const VERSION_ARN = /^arn:[^:]+:signer:[^:]+:\d{12}:\/signing-profiles\/[A-Za-z0-9_]{2,64}\/[A-Za-z0-9]{10}$/;
const PROFILE_ARN = /^arn:[^:]+:signer:[^:]+:\d{12}:\/signing-profiles\/[A-Za-z0-9_]{2,64}$/;

/** A code signing config of AWS Lambda: which publishers a function trusts, and what happens to the rest. */
export class CodeSigningConfig extends Construct implements ICodeSigningConfig {
  readonly codeSigningConfigArn: string;
  /** `Enforce` or `Warn`, as Lambda reports it. */
  readonly untrustedArtifactOnDeployment: string;

  constructor(scope: Construct, id: string, props: CodeSigningConfigProps) {
    super(scope, id);
    const policy = props.untrustedArtifactPolicy ?? UntrustedArtifactPolicy.ENFORCE;
    const publishers = props.publishers.map((publisher) =>
      typeof publisher === "string" ? publisher : publisher.profileVersionArn,
    );

    checkProps(this, [
      expectThat(
        "publishers",
        publishers,
        "each publisher once",
        () => new Set(publishers).size === publishers.length,
      ),
      expectThat(
        "publishers",
        publishers.length,
        "1 to 20 signing profiles or version ARNs",
        (count) => count >= 1 && count <= 20,
      ),
      expectThat("description", props.description, "at most 256 characters", ({ length }) => length <= 256),
      ...publishers.map((arn, index) => expectVersionArn(`publishers[${index}]`, arn)),
    ]);
    if (policy === UntrustedArtifactPolicy.WARN) {
      Annotations.of(this).addWarning(
        "Warn lets unsigned, expired and revoked packages and those of other publishers be deployed. " +
          "Use UntrustedArtifactPolicy.ENFORCE to refuse them.",
      );
    }

    const config = new LambdaCodeSigningConfig(this, "config", {
      description: props.description,
      allowedPublishers: { signingProfileVersionArns: publishers },
      policies: { untrustedArtifactOnDeployment: policy },
      tags: props.tags,
    });
    this.codeSigningConfigArn = config.arn;
    this.untrustedArtifactOnDeployment = config.policies.untrustedArtifactOnDeployment;
  }
}

/** Lambda takes the ARN of a profile without a version, and then no signature ever matches it. */
function expectVersionArn(prop: string, arn: string): Problem {
  const problem = expectThat(
    prop,
    arn,
    "the version ARN of a signing profile, arn:…:signer:<region>:<account>:/signing-profiles/NAME/VERSION",
    (text) => VERSION_ARN.test(text),
  );
  return problem && PROFILE_ARN.test(arn)
    ? `${problem}, which lacks the version: write "${arn}/<version>", or hand over the SigningProfile itself ` +
        `(\`aws signer get-signing-profile --profile-name ${arn.split("/").pop()}\` shows it as profileVersionArn)`
    : problem;
}
