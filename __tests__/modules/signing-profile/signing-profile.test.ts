import { SignatureValidity, SigningPlatform, SigningProfile } from "../../../modules/signing-profile";
import { problemsOf, Template } from "../../template";

const profile = (props: Partial<ConstructorParameters<typeof SigningProfile>[2]> = {}) =>
  Template.of((stack) => new SigningProfile(stack, "profile", { namePrefix: "claims_", ...props }));

const problems = (props: Partial<ConstructorParameters<typeof SigningProfile>[2]>) =>
  problemsOf((stack) => new SigningProfile(stack, "profile", { namePrefix: "claims_", ...props }));

describe("a signing profile", () => {
  test("signs for Lambda by default", () => {
    expect(profile().resource("aws_signer_signing_profile").platform_id).toBe("AWSLambda-SHA384-ECDSA");
  });

  test("signs for another platform by its id", () => {
    const template = profile({ platform: SigningPlatform.of("Notation-OCI-SHA384-ECDSA") });
    expect(template.resource("aws_signer_signing_profile").platform_id).toBe("Notation-OCI-SHA384-ECDSA");
  });

  test("is valid for 135 months by default", () => {
    expect(profile().resource("aws_signer_signing_profile").signature_validity_period).toEqual({
      type: "MONTHS",
      value: 135,
    });
  });

  test("has a name prefix, never a name: the name of a cancelled profile stays taken", () => {
    const resource = profile().resource("aws_signer_signing_profile");
    expect(resource.name_prefix).toBe("claims_");
    expect(resource).not.toHaveProperty("name");
  });

  test("is created anew before the old one is cancelled", () => {
    expect(profile().resource("aws_signer_signing_profile").lifecycle).toEqual({
      create_before_destroy: true,
    });
  });

  test("grants nobody anything by default", () => {
    expect(profile().resources("aws_signer_signing_profile_permission")).toHaveLength(0);
  });

  test("grants another account one action on its own version only", () => {
    const template = profile({
      permissions: [{ principal: "210987654321", action: "signer:StartSigningJob", statementId: "ci" }],
    });
    const address = template.address("aws_signer_signing_profile");
    expect(template.resource("aws_signer_signing_profile_permission")).toEqual({
      action: "signer:StartSigningJob",
      principal: "210987654321",
      statement_id: "ci",
      profile_name: `\${${address}.name}`,
      profile_version: `\${${address}.version}`,
    });
  });

  test.each(["a", "my-profile", "x".repeat(39), ""])("refuses the name prefix %j", (namePrefix) => {
    expect(problems({ namePrefix })).toEqual([
      `[stack/profile] namePrefix: expected 2 to 38 letters, digits or underscores, got: ${JSON.stringify(namePrefix)}`,
    ]);
  });

  test.each(["ab", "x".repeat(38), "A_9"])("takes the name prefix %j", (namePrefix) => {
    expect(problems({ namePrefix })).toEqual([]);
  });

  test.each([
    [
      SignatureValidity.months(136),
      "signatureValidity.months: expected a whole number of 1 to 135 months, got: 136",
    ],
    [
      SignatureValidity.years(12),
      "signatureValidity.years: expected a whole number of 1 to 11 years, got: 12",
    ],
    [SignatureValidity.days(0), "signatureValidity.days: expected a whole number of 1 to 4108 days, got: 0"],
    [
      SignatureValidity.days(1.5),
      "signatureValidity.days: expected a whole number of 1 to 4108 days, got: 1.5",
    ],
  ])("refuses a validity out of its unit's range", (signatureValidity, message) => {
    expect(problems({ signatureValidity })).toEqual([`[stack/profile] ${message}`]);
  });

  test.each(["signer:SignPayload", "signer:*", "StartSigningJob"])(
    "refuses to grant %s, which a profile for Lambda can't",
    (action) => {
      // As it may come from a variable or from JavaScript, past the type.
      const permission = {
        principal: "210987654321",
        action: action as "signer:StartSigningJob",
        statementId: "ci",
      };
      expect(problems({ permissions: [permission] })).toEqual([
        "[stack/profile] permissions[0].action: expected signer:StartSigningJob, signer:GetSigningProfile or " +
          `signer:RevokeSignature, got: "${action}"`,
      ]);
    },
  );

  test("lists all wrong props at once", () => {
    const found = problems({
      namePrefix: "-",
      signatureValidity: SignatureValidity.years(50),
      permissions: [
        { principal: "somebody", action: "signer:StartSigningJob", statementId: "ci" },
        { principal: "210987654321", action: "signer:GetSigningProfile", statementId: "ci" },
      ],
    });
    expect(found.map((problem) => problem.split(":")[0])).toEqual([
      "[stack/profile] namePrefix",
      "[stack/profile] signatureValidity.years",
      "[stack/profile] permissions[0].principal",
      "[stack/profile] permissions[1].statementId",
    ]);
  });
});
