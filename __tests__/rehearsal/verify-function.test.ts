import { expectSignedAndEnforced } from "../../rehearsal/verify-function";

const verified = (name: string, verdict: string) => ({
  name,
  verdict,
  signingJobArn: "",
  signingProfileVersionArn: "",
});

describe("the expectation of a verification", () => {
  test("names every function that isn't signed and enforced, and why, and no other", () => {
    expect(() =>
      expectSignedAndEnforced([
        verified("claims", "signed and enforced"),
        verified("health", "not enforced: the policy is Warn"),
        verified("billing", "unsigned"),
      ]),
    ).toThrow(/^health: not enforced: the policy is Warn; billing: unsigned$/);
  });

  test("is content when all of them are", () => {
    expect(() => expectSignedAndEnforced([verified("claims", "signed and enforced")])).not.toThrow();
  });
});
