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

/** Documented maximum of 135 months (11 years and 3 months); the message is not known. */
export const VALIDITY_TOO_LONG = "Signature validity period cannot be longer than 135 months.";

/**
 * Signer's sentences on things that aren't there or don't fit. That on profiles is measured for CancelSigningProfile and
 * taken for the others too.
 */
export const JOB_NOT_FOUND = (jobId: string): string => `Signing job with id ${jobId} does not exist`;
export const PROFILE_NOT_FOUND = (name: string): string =>
  `Signing Profile with name ${name} does not exist.`;
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
