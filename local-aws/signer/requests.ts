import { z } from "zod";
import type { AwsRequest } from "../http";
import { MALFORMED_BODY } from "../unconfirmed";
import { SignerError, type SignerErrorType } from "./errors";
import { constraintMessage, validationMessage } from "./validation";

/**
 * What each operation of the API (2017-08-25) takes: names, ranges and enums of its model. Path, query and body members
 * stand together, as they do in the model.
 */

const text = (min: number, max: number, pattern: RegExp) =>
  z
    .string()
    .min(min, `Member must have length greater than or equal to ${min}`)
    .max(max, `Member must have length less than or equal to ${max}`)
    .regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`);

const profileName = text(2, 64, /^[a-zA-Z0-9_]{2,}$/);
const profileVersion = text(10, 10, /^[a-zA-Z0-9]{10}$/);
const accountId = text(12, 12, /^[0-9]{12}$/);
const reason = text(1, 500, /^/);
const tagKey = text(1, 128, /^(?!aws:)[a-zA-Z+-=._:/]+$/);
const arn = text(20, 2048, /^/);
const tags = z
  .record(tagKey, text(0, 256, /^/))
  .refine((map) => Object.keys(map).length >= 1, "Member must have length greater than or equal to 1")
  .refine((map) => Object.keys(map).length <= 200, "Member must have length less than or equal to 200");
const jobStatus = z.enum(["InProgress", "Failed", "Succeeded"]);
const profileStatus = z.enum(["Active", "Canceled", "Revoked"]);

/** Bodies carry timestamps as seconds since 1970, queries as ISO dates. Gives milliseconds since 1970. */
const bodyTimestamp = z.number().transform((seconds) => seconds * 1000);
const queryTimestamp = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    "Member must be an ISO 8601 date and time such as 2026-01-31T12:00:00Z",
  )
  .transform((date) => Date.parse(date))
  .refine(Number.isFinite, "Member must be a date that the calendar has");
const queryBoolean = z.enum(["true", "false"]).transform((word) => word === "true");
const queryInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^[+-]?\d+$/, "Member must be an integer")
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const pagination = {
  maxResults: queryInteger(1, 25).optional(),
  nextToken: z.string().optional(),
};
const base64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "Member must be base64")
  .transform((encoded) => Buffer.from(encoded, "base64"));
/** The Terraform provider sends `revisionId: ""` with the first permission, and AWS takes it as none. */
const revisionId = z
  .string()
  .optional()
  .transform((id) => id || undefined);

export const putSigningProfile = z.object({
  profileName,
  platformId: z.string(),
  signatureValidityPeriod: z
    .object({
      value: z.number().int().min(1).optional(),
      type: z.enum(["DAYS", "MONTHS", "YEARS"]).optional(),
    })
    .optional(),
  signingMaterial: z.object({ certificateArn: z.string() }).optional(),
  overrides: z
    .object({
      signingConfiguration: z
        .object({
          encryptionAlgorithm: z.enum(["RSA", "ECDSA"]).optional(),
          hashAlgorithm: z.enum(["SHA1", "SHA256"]).optional(),
        })
        .optional(),
      signingImageFormat: z.enum(["JSON", "JSONEmbedded", "JSONDetached"]).optional(),
    })
    .optional(),
  signingParameters: z.record(z.string(), z.string()).optional(),
  tags: tags.optional(),
});
export const getSigningProfile = z.object({ profileName, profileOwner: accountId.optional() });
export const cancelSigningProfile = z.object({ profileName });
export const listSigningProfiles = z.object({
  ...pagination,
  includeCanceled: queryBoolean.optional(),
  platformId: z.string().optional(),
  statuses: z.array(profileStatus).optional(),
});
export const revokeSigningProfile = z.object({
  profileName,
  profileVersion,
  reason,
  effectiveTime: bodyTimestamp,
});

export const startSigningJob = z.object({
  source: z.object({
    s3: z.object({ bucketName: z.string().min(1), key: z.string().min(1), version: z.string() }),
  }),
  destination: z.object({ s3: z.object({ bucketName: z.string().min(1), prefix: z.string().default("") }) }),
  profileName,
  profileOwner: accountId.optional(),
  clientRequestToken: z.string(),
});
export const signPayload = z.object({
  profileName,
  profileOwner: accountId.optional(),
  payload: base64
    .refine(({ length }) => length >= 1, "Member must have length greater than or equal to 1")
    .refine(({ length }) => length <= 4096, "Member must have length less than or equal to 4096"),
  payloadFormat: z.string(),
});
export const describeSigningJob = z.object({ jobId: z.string() });
export const listSigningJobs = z.object({
  ...pagination,
  status: jobStatus.optional(),
  platformId: z.string().optional(),
  requestedBy: z.string().optional(),
  isRevoked: queryBoolean.optional(),
  signatureExpiresBefore: queryTimestamp.optional(),
  signatureExpiresAfter: queryTimestamp.optional(),
  jobInvoker: accountId.optional(),
});
export const revokeSignature = z.object({ jobId: z.string(), jobOwner: accountId.optional(), reason });

export const getRevocationStatus = z.object({
  signatureTimestamp: queryTimestamp,
  platformId: z.string(),
  profileVersionArn: arn,
  jobArn: arn,
  certificateHashes: z.array(text(1, 2048, /^/)),
});

export const addProfilePermission = z.object({
  profileName,
  profileVersion: profileVersion.optional(),
  action: z.string(),
  principal: z.string(),
  revisionId,
  statementId: z.string(),
});
export const listProfilePermissions = z.object({ profileName, nextToken: z.string().optional() });
export const removeProfilePermission = z.object({
  profileName,
  statementId: z.string(),
  revisionId: z.string(),
});

export const getSigningPlatform = z.object({ platformId: z.string() });
export const listSigningPlatforms = z.object({
  ...pagination,
  category: z.string().optional(),
  partner: z.string().optional(),
  target: z.string().optional(),
});

export const tagResource = z.object({ resourceArn: z.string(), tags });
export const untagResource = z.object({ resourceArn: z.string(), tagKeys: z.array(tagKey).min(1).max(200) });
export const listTagsForResource = z.object({ resourceArn: z.string() });

export type PutSigningProfileInput = z.output<typeof putSigningProfile>;
export type GetSigningProfileInput = z.output<typeof getSigningProfile>;
export type CancelSigningProfileInput = z.output<typeof cancelSigningProfile>;
export type ListSigningProfilesInput = z.output<typeof listSigningProfiles>;
export type RevokeSigningProfileInput = z.output<typeof revokeSigningProfile>;
export type StartSigningJobInput = z.output<typeof startSigningJob>;
export type SignPayloadInput = z.output<typeof signPayload>;
export type GetRevocationStatusInput = z.output<typeof getRevocationStatus>;
export type DescribeSigningJobInput = z.output<typeof describeSigningJob>;
export type ListSigningJobsInput = z.output<typeof listSigningJobs>;
export type RevokeSignatureInput = z.output<typeof revokeSignature>;
export type AddProfilePermissionInput = z.output<typeof addProfilePermission>;
export type ListProfilePermissionsInput = z.output<typeof listProfilePermissions>;
export type RemoveProfilePermissionInput = z.output<typeof removeProfilePermission>;
export type ListSigningPlatformsInput = z.output<typeof listSigningPlatforms>;
export type TagResourceInput = z.output<typeof tagResource>;
export type UntagResourceInput = z.output<typeof untagResource>;
export type ListTagsForResourceInput = z.output<typeof listTagsForResource>;

/** Members of the query that may come more than once. */
const LISTS = new Set(["certificateHashes", "statuses", "tagKeys"]);

/**
 * Reads an operation's input out of a request.
 * @param labels what the path's variable parts were, decoded.
 * @param refusal what the operation's model has for wrong input.
 * @throws SignerError that names every wrong member and what came.
 */
export function parse<S extends z.ZodType>(
  schema: S,
  request: AwsRequest,
  labels: Readonly<Record<string, string>>,
  refusal: SignerErrorType = "ValidationException",
): z.output<S> {
  const query: Record<string, unknown> = {};
  for (const name of request.query.keys()) {
    query[name] = LISTS.has(name) ? request.query.getAll(name) : request.query.get(name);
  }
  const input = { ...bodyOf(request, refusal), ...query, ...labels };
  const result = schema.safeParse(input, { error: constraintMessage });
  if (result.success) {
    return result.data;
  }
  throw new SignerError(refusal, validationMessage(result.error, input));
}

function bodyOf({ body }: AwsRequest, refusal: SignerErrorType): Record<string, unknown> {
  if (body.length === 0) {
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SignerError(refusal, MALFORMED_BODY, "SerializationException");
  }
  // A member that is null is one that was left out, in every AWS JSON protocol.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}
