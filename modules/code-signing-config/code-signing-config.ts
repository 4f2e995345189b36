import { LambdaCodeSigningConfig } from "@cdktf/provider-aws/lib/lambda-code-signing-config";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { checkProps, expectThat, type Problem } from "../checks";
import type { ISigningProfile } from "../signing-profile";
import * as rules from "./rules";

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
      expectThat("publishers", publishers, rules.distinctPublishers),
      expectThat("publishers", publishers.length, {
        expected: rules.publisherCount.expected,
        isRight: () => rules.publisherCount.isRight(publishers),
      }),
      expectThat("description", props.description, rules.description),
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

function expectVersionArn(prop: string, arn: string): Problem {
  const problem = expectThat(prop, arn, rules.versionArn);
  return problem && rules.profileArn.isRight(arn)
    ? `${problem}, which lacks the version: write "${arn}/<version>", or hand over the SigningProfile itself ` +
        `(\`aws signer get-signing-profile --profile-name ${arn.split("/").pop()}\` shows it as profileVersionArn)`
    : problem;
}
