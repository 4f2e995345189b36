import type { TerraformStack } from "cdktf";
import { CodeSigningConfig, UntrustedArtifactPolicy } from "../../../modules/code-signing-config";
import { SigningProfile } from "../../../modules/signing-profile";
import { problemsOf, Template } from "../../template";

const VERSION_ARN = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims/UqFTRcZGNs";

const config =
  (props: Partial<ConstructorParameters<typeof CodeSigningConfig>[2]> = {}) =>
  (stack: TerraformStack) =>
    new CodeSigningConfig(stack, "config", { publishers: [VERSION_ARN], ...props });

const manyPublishers = (count: number) =>
  Array.from({ length: count }, (_, index) => VERSION_ARN.replace("claims", `claims_${index}`));

describe("a code signing config", () => {
  test("enforces by default", () => {
    expect(Template.of(config()).resource("aws_lambda_code_signing_config").policies).toEqual({
      untrusted_artifact_on_deployment: "Enforce",
    });
  });

  test("reports Warn at synth", () => {
    const messages: unknown[] = [];
    Template.of((stack) => {
      const made = config({ untrustedArtifactPolicy: UntrustedArtifactPolicy.WARN })(stack);
      messages.push(...made.node.metadata.map((entry) => entry.data as unknown));
    });
    expect(messages).toEqual([expect.stringContaining("Warn lets unsigned")]);
  });

  test("trusts the version of a profile, not the profile", () => {
    const template = Template.of((stack) => {
      const profile = new SigningProfile(stack, "profile", { namePrefix: "claims_" });
      config({ publishers: [profile] })(stack);
    });
    expect(template.resource("aws_lambda_code_signing_config").allowed_publishers).toEqual({
      signing_profile_version_arns: [`\${${template.address("aws_signer_signing_profile")}.version_arn}`],
    });
  });

  test("names the right form when a profile's ARN lacks its version", () => {
    const arn = VERSION_ARN.replace("/UqFTRcZGNs", "");
    expect(problemsOf(config({ publishers: [arn] }))).toEqual([
      expect.stringMatching(
        /^\[stack\/config\] publishers\[0\]: expected the version ARN .*, got: "arn:.*\/claims", which lacks the version: write "arn:.*\/claims\/<version>"/,
      ),
    ]);
  });

  test.each([0, 21])("refuses %i publishers", (count) => {
    expect(problemsOf(config({ publishers: manyPublishers(count) }))).toEqual([
      `[stack/config] publishers: expected 1 to 20 signing profiles or version ARNs, got: ${count}`,
    ]);
  });

  test.each([1, 20])("takes %i publishers", (count) => {
    expect(problemsOf(config({ publishers: manyPublishers(count) }))).toEqual([]);
  });

  test("refuses a publisher that it has already", () => {
    expect(problemsOf(config({ publishers: [VERSION_ARN, VERSION_ARN] }))).toEqual([
      expect.stringContaining("publishers: expected each publisher once"),
    ]);
  });
});
