/**
 * Behaviours of AWS that no public material and no measurement confirms. Each is this project's best guess, gathered
 * here so that one probe of a real account can settle it in one place.
 */

/** Reasons of jobs that S3 stopped. */
export const SOURCE_NOT_READ = (code: string, message: string): string =>
  `The source object could not be read. S3 Error Code: ${code}. S3 Error Message: ${message}`;
export const SIGNED_OBJECT_NOT_WRITTEN = (code: string, message: string): string =>
  `The signed object could not be written. S3 Error Code: ${code}. S3 Error Message: ${message}`;

/** AWS checks both buckets before it accepts a job; only the words "not accessible" of its message are known. */
export const BUCKET_NOT_ACCESSIBLE = (bucket: string): string => `S3 bucket ${bucket} is not accessible`;

/** The documentation demands a version-enabled source bucket; the message is not known. */
export const SOURCE_BUCKET_NOT_VERSIONED = (bucket: string): string =>
  `S3 bucket ${bucket} is not version enabled. The source bucket must be version enabled`;

/** Starting a job with a profile that isn't active: the message is not known. */
export const PROFILE_NOT_ACTIVE = (name: string, status: string): string =>
  `Signing Profile ${name} cannot be used to sign because it is in ${status} state.`;

/** A job with a profile whose platform signs by another operation, or that can't be used across accounts. */
export const OPERATION_OF_OTHER_PLATFORM = (operation: string, platformId: string): string =>
  `${operation} is not supported for platform ${platformId}`;
export const NO_CROSS_ACCOUNT_SIGNING = (platformId: string): string =>
  `Cross-account signing is not supported for platform ${platformId}`;

/**
 * Another account's profile or job without a permission of the profile: the exception is documented, the sentence is
 * IAM's usual one. Whether there is such a profile isn't told.
 */
export const NOT_AUTHORIZED = (callerArn: string, action: string, resourceArn: string): string =>
  `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resourceArn}`;

/**
 * A client request token that comes again with other parameters. Documented is only that every call with a used token
 * gets the first call's answer.
 */
export const TOKEN_WITH_OTHER_PARAMETERS: "first answer" | "refused" = "first answer";
export const TOKEN_REUSED = (token: string): string =>
  `clientRequestToken ${token} was used before with other parameters`;

/** The one documented format of SignPayload; the message about others is not known. */
export const PAYLOAD_FORMAT_NOT_SUPPORTED = (given: string, supported: string): string =>
  `Invalid payloadFormat: ${given}. The single valid format is ${supported}`;

/**
 * What SignPayload answers as `metadata`: documented as "information including the signing profile ARN and the signing
 * job ID". These names are the ones of the envelope's signed attributes.
 */
export const PAYLOAD_METADATA = (profileVersionArn: string, jobArn: string): Record<string, string> => ({
  "com.amazonaws.signer.signingProfileVersion": profileVersionArn,
  "com.amazonaws.signer.signingJob": jobArn,
});

/**
 * The envelope of SignPayload. What `notation inspect` prints of AWS's envelopes, and what AWS's plugin for Notation
 * reads, confirms ES384, the signing scheme, an expiry, the verification plugin, the two ARNs, a chain of four and no
 * signing agent. Not confirmed: that the plugin and the ARNs are critical (they are handed to the plugin as such), that
 * no minimum version of the plugin is named, that the payload may be anything, and that no event tells of such a job.
 */
export const CRITICAL_ENVELOPE_ATTRIBUTES = [
  "io.cncf.notary.verificationPlugin",
  "com.amazonaws.signer.signingProfileVersion",
  "com.amazonaws.signer.signingJob",
];

/** GetRevocationStatus about ARNs of another partition is refused as documented; about what isn't Signer's, inferred. */
export const NOT_THE_ARN_OF = (kind: string, given: string): string =>
  `Invalid ARN of a ${kind} in partition aws: ${given}`;

/**
 * Signed objects for IoT devices. Measured is that of AWSIoTDeviceManagement-SHA256-ECDSA. Of the others: the member
 * that embeds the payload, and the names of the algorithms (Java's, as the measured one is).
 */
export const EMBEDDED_PAYLOAD_MEMBER = "rawPayload";
export const IOT_SIGNATURE_ALGORITHM = (hash: string, encryption: string): string =>
  `${hash}with${encryption}`;
export const OVERRIDE_NOT_ALLOWED = (name: string, given: string, platformId: string): string =>
  `${name} ${given} is not supported for platform ${platformId}`;

/** Only profiles have tags, and TagResource's model has two errors for that. Which of them goes with what is inferred. */
export const NOT_TAGGABLE = (arn: string): string => `${arn} is not the ARN of a signing profile`;
export const TOO_MANY_TAGS = (most: number): string => `A signing profile cannot have more than ${most} tags`;

/** A body that is no JSON object, and what Signer says to a path that is none of its operations. */
export const MALFORMED_BODY = "Expected a request body that is a JSON object";
export const UNKNOWN_SIGNER_OPERATION = (method: string, path: string): string =>
  `Signer has no operation ${method} ${path}`;

/** A token that isn't of the list: the message is not known. */
export const INVALID_NEXT_TOKEN = "Invalid nextToken: expected the one of the page before";

/** Documented maximum of 135 months (11 years and 3 months); the message is not known. */
export const VALIDITY_TOO_LONG = "Signature validity period cannot be longer than 135 months.";

/**
 * Signer's sentences on things that aren't there or don't fit. That on profiles is measured for CancelSigningProfile and
 * taken for Get and Revoke too.
 */
export const JOB_NOT_FOUND = (jobId: string): string => `Signing job with id ${jobId} does not exist`;
export const PROFILE_NOT_FOUND = (name: string): string =>
  `Signing Profile with name ${name} does not exist.`;
/** Measured for AddProfilePermission, taken for RevokeSigningProfile too. */
export const PROFILE_VERSION_NOT_FOUND = (name: string, version: string): string =>
  `Version ${version} does not exist for SigningProfile ${name}.`;
export const PLATFORM_NOT_FOUND = (platformId: string): string =>
  `Signing platform ${platformId} does not exist`;
export const STATEMENT_NOT_FOUND = (name: string, statementId: string): string =>
  `No policy named ${statementId} associated with ${name} profile`;
export const REVISION_MISMATCH = (given: string, current: string): string =>
  `Specified revisionId (${given}) does not match the revisionId of the existing policy (${current})`;

/** Refusals of the two revocations: the rules are documented, the messages aren't. */
export const ONLY_SUCCEEDED_JOBS_ARE_REVOKED = (jobId: string, status: string): string =>
  `Signature of job ${jobId} cannot be revoked because the job is in ${status} state. Only the signature of a Succeeded job can be revoked.`;
export const REVOCATION_IN_FUTURE = "effectiveTime must be in the past";
export const REVOCATION_MOVED_LATER =
  "effectiveTime of a revoked profile can only be changed to an earlier time than the current one";

/** Page size of a list whose caller gives no `maxResults`: the documented maximum of it. */
export const DEFAULT_PAGE_SIZE = 25;

/** Whether a signature is trusted that was made at the very instant from which its profile is revoked. */
export const TRUST_AT_INSTANT_OF_REVOCATION = false;

/**
 * With no code signing config on the function nothing is refused. Measured for layers, which are never refused when
 * they are published; for functions it is an inference.
 */
export const CHECK_INTEGRITY_WITHOUT_CONFIG = false;

/**
 * How a sound signature counts whose certificate chain ends at a root that isn't Signer's: like a publisher that the
 * config doesn't list, so the policy decides. (`"integrity"` would block it under Warn too.)
 */
export const UNTRUSTED_ROOT_COUNTS_AS: "mismatch" | "integrity" = "mismatch";

/** Container images can't have a code signing config; the message is not known. */
export const IMAGE_WITH_CONFIG = "Code signing is not supported for functions created with container images.";

/** A qualified name where only a function's plain name fits: the exception is measured, the message isn't. */
export const QUALIFIED_NAME = (qualifier: string): string =>
  `A code signing configuration belongs to the whole function: expected a function name or ARN without a qualifier, got the qualifier "${qualifier}"`;

/** What Lambda says to a path that is none of its operations: the exception and its 404 are known, the message isn't. */
export const UNKNOWN_OPERATION = (method: string, path: string): string =>
  `Lambda has no operation ${method} ${path}, or the local AWS doesn't have it.`;

/** Lambda's limit of a request with the ZIP inline, and its message, from memory. */
export const MAX_DEPLOYMENT_REQUEST_BYTES = 70_167_211;

/** Signer's event "Signer Job Status Change": whether one comes when a job starts, beside the one when it ends. */
export const EVENT_WHEN_JOB_STARTS = false;

/** The dimension of the metric SignatureValidationErrors: that of Lambda's other metrics. */
export const SIGNATURE_VALIDATION_ERRORS_DIMENSION = "FunctionName";

/** `signatureStatus` in CloudTrail: VALID and MISMATCH are measured, these two are not. */
export const SIGNATURE_STATUS_EXPIRED = "EXPIRED";
export const SIGNATURE_STATUS_REVOKED = "REVOKED";

/** `signatureStatus` in CloudTrail of a deployment to a function without a code signing config: none. */
export const SIGNATURE_STATUS_WITHOUT_CONFIG = undefined;

/** Whether a DryRun that Warn lets through counts in SignatureValidationErrors: nothing was deployed. */
export const DRY_RUN_COUNTS_AS_DEPLOYMENT = false;

/**
 * Whether a function whose last variable was taken away has no `Environment` in answers. Inferred: with an empty one,
 * Terraform's AWS provider would find a difference at every plan.
 */
export const OMITS_EMPTY_ENVIRONMENT = true;
