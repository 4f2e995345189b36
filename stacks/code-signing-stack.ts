import type { Construct } from "constructs";
import { CodeSigning } from "../modules/code-signing";
import { SignatureValidity } from "../modules/signing-profile";
import { EnvironmentStack, type EnvironmentStackProps } from "./environment-stack";

/** The shared security stack of an environment, deployed first: what signs, what is trusted, and where packages lie. */
export class CodeSigningStack extends EnvironmentStack {
  readonly codeSigning: CodeSigning;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    super(scope, id, props);
    const { environment } = props;
    this.codeSigning = new CodeSigning(this, "code-signing", {
      name: `signed-lambda-${environment.name}`,
      untrustedArtifactPolicy: environment.untrustedArtifactPolicy,
      forceDestroy: environment.forceDestroy,
      keyDeletionWindowInDays: environment.keyDeletionWindowInDays,
      signatureValidity: SignatureValidity.months(environment.signatureValidityInMonths),
      additionalPublishers: environment.additionalPublishers,
    });

    const { profile, config, bucket, encryptionKey } = this.codeSigning;
    this.output("signing_profile_name", "Name of the signing profile", profile.profileName);
    this.output(
      "signing_profile_version_arn",
      "The publisher that functions trust",
      profile.profileVersionArn,
    );
    this.output("signing_profile_status", "Active, Canceled or Revoked", profile.status);
    this.output(
      "code_signing_config_arn",
      "What functions attach to be enforced",
      config.codeSigningConfigArn,
    );
    this.output("code_signing_policy", "Enforce or Warn", config.untrustedArtifactOnDeployment);
    this.output("artifact_bucket", "Bucket of the unsigned and signed packages", bucket.bucketName);
    this.output("artifact_key_arn", "KMS key of that bucket", encryptionKey.keyArn);
    this.output("check_signing_profile", "Shows the profile's status", [
      `aws signer get-signing-profile --profile-name ${profile.profileName} --region ${environment.region}`,
    ]);
    this.output("check_code_signing_config", "Shows the policy and the publishers", [
      `aws lambda get-code-signing-config --code-signing-config-arn ${config.codeSigningConfigArn} --region ${environment.region}`,
    ]);
    this.output("check_artifact_bucket", "Show the bucket's versioning, encryption and policy", [
      `aws s3api get-bucket-versioning --bucket ${bucket.bucketName} --region ${environment.region}`,
      `aws s3api get-bucket-encryption --bucket ${bucket.bucketName} --region ${environment.region}`,
      `aws s3api get-bucket-policy --bucket ${bucket.bucketName} --region ${environment.region}`,
    ]);
  }
}
