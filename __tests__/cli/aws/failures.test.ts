import { failureOf } from "../../../cli/aws/failures";
import { Failure } from "../../../cli/failure";

const ASKED = {
  action: "signer:StartSigningJob",
  about: "the signing profile 'claims'",
  region: "eu-west-1",
};

/** An error as the AWS SDK throws it. */
const sdkError = (name: string, status?: number, more: object = {}) =>
  Object.assign(new Error(`${name} happened`), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...more,
  });

test.each([
  [sdkError("CredentialsProviderError"), "access-denied", /aws sso login/],
  [sdkError("ExpiredTokenException", 403), "access-denied", /sign in again/],
  [sdkError("AccessDeniedException", 403), "access-denied", /No permission for signer:StartSigningJob/],
  // HEAD has no body that could name the error.
  [sdkError("Unknown", 403), "access-denied", /No permission/],
  [sdkError("ResourceNotFoundException", 404), "not-found", /the signing profile 'claims' in eu-west-1/],
  [sdkError("NoSuchBucket", 404), "not-found", /There is no such thing/],
  [sdkError("ThrottlingException", 429), "incomplete", /too many requests/],
  [
    sdkError("Error", undefined, { code: "ENOTFOUND" }),
    "incomplete",
    /AWS Signer has no endpoint in .*eu-west-1/,
  ],
  [sdkError("Error", undefined, { code: "ECONNREFUSED" }), "incomplete", /can't be reached/],
  [sdkError("TimeoutError"), "incomplete", /can't be reached/],
  [sdkError("ValidationException", 400), "usage", /AWS refuses signer:StartSigningJob/],
  [sdkError("PermanentRedirect", 301), "usage", /to be in eu-west-1/],
  [sdkError("InternalServiceErrorException", 500), "incomplete", /HTTP 500/],
  [sdkError("Unknown", 408), "incomplete", /HTTP 408/],
  [sdkError("SomethingNew", 400), "internal", /SomethingNew, HTTP 400/],
])("%s: %s", (error, outcome, sentence) => {
  const failure = failureOf(error, ASKED) as Failure;
  expect(failure).toBeInstanceOf(Failure);
  expect(failure.outcome).toBe(outcome);
  expect(failure.message).toMatch(sentence);
  expect(failure.cause).toBe(error);
});

test("errors that aren't AWS's stay as they are, and failures too", () => {
  for (const error of [new TypeError("x is not a function"), new Failure("integrity", "changed"), "text"]) {
    expect(failureOf(error, ASKED)).toBe(error);
  }
});
