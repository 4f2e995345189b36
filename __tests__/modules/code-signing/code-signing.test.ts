import type { TerraformStack } from "cdktf";
import { CodeSigning, type CodeSigningProps } from "../../../modules/code-signing";
import { UntrustedArtifactPolicy } from "../../../modules/code-signing-config";
import { problemsOf, Template } from "../../template";

const build =
  (changes: Partial<CodeSigningProps> = {}) =>
  (stack: TerraformStack): CodeSigning =>
    new CodeSigning(stack, "code-signing", { name: "claims-dev", ...changes });
const template = (changes?: Partial<CodeSigningProps>) => Template.of(build(changes));

describe("the core of code signing", () => {
  test("trusts its own profile, and enforces", () => {
    const made = template();
    expect(made.resource("aws_lambda_code_signing_config")).toMatchObject({
      allowed_publishers: {
        signing_profile_version_arns: [`\${${made.address("aws_signer_signing_profile")}.version_arn}`],
      },
      policies: { untrusted_artifact_on_deployment: "Enforce" },
    });
  });

  test("trusts a second publisher while a profile is rotated", () => {
    const old = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/old/UqFTRcZGNs";
    const publishers = template({ additionalPublishers: [old] }).resource("aws_lambda_code_signing_config")
      .allowed_publishers as { signing_profile_version_arns: string[] };
    expect(publishers.signing_profile_version_arns).toEqual([expect.stringContaining("version_arn"), old]);
  });

  test("warns only when asked to", () => {
    const made = template({ untrustedArtifactPolicy: UntrustedArtifactPolicy.WARN });
    expect(made.resource("aws_lambda_code_signing_config").policies).toEqual({
      untrusted_artifact_on_deployment: "Warn",
    });
  });

  test("keeps the artifacts when it is destroyed, unless told otherwise", () => {
    expect(template().resource("aws_s3_bucket").force_destroy ?? false).toBe(false);
    expect(template({ forceDestroy: true }).resource("aws_s3_bucket").force_destroy).toBe(true);
  });

  test("takes a name with dashes, which a profile's name can't have", () => {
    expect(template().resource("aws_signer_signing_profile").name_prefix).toBe("claims_dev_");
    expect(problemsOf(build())).toEqual([]);
  });

  test("says itself what is wrong with its name", () => {
    expect(problemsOf(build({ name: "9-Lives" }))[0]).toBe(
      '[stack/code-signing] name: expected 3 to 36 lower-case letters, digits or -, a letter first, not xn--, sthree- or amzn-s3-demo-, got: "9-Lives"',
    );
  });
});
