import { Failure } from "../failure";

/** What was asked, for the sentence that says why it failed. */
export interface Asked {
  /** As IAM writes it, such as `lambda:GetFunction`. */
  readonly action: string;
  /** What it was about, such as `the function 'claims'`. */
  readonly about: string;
  /** `undefined` when none is set. */
  readonly region: string | undefined;
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const NO_CREDENTIALS = new Set(["CredentialsProviderError", "TokenProviderError"]);
const BAD_CREDENTIALS = new Set([
  ...["ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidClientTokenId"],
  ...["InvalidSignatureException", "SignatureDoesNotMatch", "UnrecognizedClientException"],
]);
const DENIED = new Set(["AccessDenied", "AccessDeniedException", "Forbidden", "UnauthorizedOperation"]);
const NOT_FOUND = new Set([
  ...["ResourceNotFoundException", "NotFound", "NotFoundException", "NoSuchBucket", "NoSuchKey"],
  "CodeSigningConfigNotFoundException",
]);
const THROTTLED = new Set([
  ...["ThrottlingException", "TooManyRequestsException", "Throttling", "ThrottledException"],
  ...["RequestLimitExceeded", "SlowDown"],
]);
const WRONG_VALUE = new Set(["ValidationException", "InvalidParameterValueException", "BadRequestException"]);
const OTHER_REGION = new Set([
  "PermanentRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);
const NO_NAME = new Set(["ENOTFOUND", "EAI_AGAIN"]);
const NO_CONNECTION = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"]);

/** Turns an error of the AWS SDK into a sentence that says what to do. Errors that are not its stay as they are. */
export function failureOf(error: unknown, { action, about, region }: Asked): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const { name, message } = error;
  const { code, $metadata } = error as SdkError;
  const failure = (outcome: Failure["outcome"], sentence: string) =>
    new Failure(outcome, sentence, { cause: error });
  const service = SERVICES[action.split(":")[0]!] ?? "AWS";

  if (/Region is missing/.test(message)) {
    return failure("usage", "Expected an AWS Region, got none. Give --region, or set AWS_REGION.");
  }
  if (NO_CREDENTIALS.has(name)) {
    return failure(
      "access-denied",
      `There are no AWS credentials to ask ${action} with. Sign in (such as by \`aws sso login\`), name a profile with ` +
        `--profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The AWS SDK says: ${message}`,
    );
  }
  if (BAD_CREDENTIALS.has(name)) {
    return failure(
      "access-denied",
      `AWS doesn't take the credentials (${name}): sign in again. It says: ${message}`,
    );
  }
  if (DENIED.has(name) || $metadata?.httpStatusCode === 403) {
    return failure(
      "access-denied",
      `No permission for ${action} on ${about}. Ask for it in the IAM policy of who runs this. AWS says: ${message}`,
    );
  }
  if (NOT_FOUND.has(name)) {
    const where = region ? ` in ${region}` : "";
    return failure(
      "not-found",
      `There is no such thing as ${about}${where}. Check name, Region and account.`,
    );
  }
  if (THROTTLED.has(name) || $metadata?.httpStatusCode === 429) {
    return failure(
      "incomplete",
      `AWS refused ${action} on ${about} as too many requests, also after waiting several times. Try again later.`,
    );
  }
  if (NO_NAME.has(code ?? "")) {
    return failure(
      "incomplete",
      `${service} has no endpoint in the Region ${region}, or there is no network (${message}). Check --region; ` +
        "not every Region has AWS Signer.",
    );
  }
  if (NO_CONNECTION.has(code ?? "") || name === "TimeoutError") {
    return failure(
      "incomplete",
      `${service} can't be reached for ${action} (${message || code}). Check the network, --endpoint-url and AWS_ENDPOINT_URL.`,
    );
  }
  if (OTHER_REGION.has(name)) {
    return failure(
      "usage",
      `Expected ${about} to be in ${region}, where the call and the signing profile are; S3 says that it is elsewhere (${message}).`,
    );
  }
  if (WRONG_VALUE.has(name)) {
    return failure("usage", `AWS refuses ${action} on ${about}: ${message}`);
  }
  if ($metadata) {
    const status = $metadata.httpStatusCode;
    return failure(
      status !== undefined && (status >= 500 || status === 408) ? "incomplete" : "internal",
      `AWS failed ${action} on ${about} (${name}, HTTP ${status}): ${message}`,
    );
  }
  return error;
}

const SERVICES: Readonly<Record<string, string>> = { lambda: "Lambda", s3: "S3", signer: "AWS Signer" };
