import { z } from "zod";
import type { AwsRequest } from "../http";
import { validationMessage } from "../signer";
import { MAX_DEPLOYMENT_REQUEST_BYTES } from "../unconfirmed";
import { LambdaError } from "./errors";

/** What the code-signing operations take, and of the deployments the members that matter here. */

const publisherArn = z
  .string()
  .regex(
    /^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)$/,
    "Member must be the ARN of a signing profile version",
  );
const publishers = z.object({
  SigningProfileVersionArns: z
    .array(publisherArn)
    .min(1, "Member must have length greater than or equal to 1")
    .max(20, "Member must have length less than or equal to 20"),
});
const policies = z.object({ UntrustedArtifactOnDeployment: z.enum(["Warn", "Enforce"]).optional() });
const description = z.string().max(256, "Member must have length less than or equal to 256");
const tags = z.record(z.string().min(1).max(128), z.string().max(256));

export const createCodeSigningConfig = z.object({
  Description: description.optional(),
  AllowedPublishers: publishers,
  CodeSigningPolicies: policies.optional(),
  Tags: tags.optional(),
});
export const updateCodeSigningConfig = z.object({
  Description: description.optional(),
  AllowedPublishers: publishers.optional(),
  CodeSigningPolicies: policies.optional(),
});
export const putFunctionCodeSigningConfig = z.object({ CodeSigningConfigArn: z.string() });
export const tagResource = z.object({ Tags: tags });
export const page = z.object({
  MaxItems: z.coerce.number().int().min(1).max(10000).optional(),
  Marker: z.string().optional(),
});

const code = {
  ZipFile: z.string().optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
  S3ObjectVersion: z.string().optional(),
  ImageUri: z.string().optional(),
};
const layers = z.array(z.string()).optional();
const environment = z.looseObject({ Variables: z.record(z.string(), z.string()).optional() }).optional();

export const createFunction = z.looseObject({
  FunctionName: z.string(),
  Code: z.looseObject(code),
  CodeSigningConfigArn: z.string().optional(),
  Environment: environment,
  Layers: layers,
});
export const updateFunctionCode = z.looseObject({ ...code, DryRun: z.boolean().optional() });
export const updateFunctionConfiguration = z.looseObject({ Environment: environment, Layers: layers });
export const publishLayerVersion = z.looseObject({ Content: z.looseObject(code) });

export type CreateFunctionInput = z.output<typeof createFunction>;
export type CodeLocation = z.output<z.ZodObject<typeof code>>;

/**
 * As `parseBody`, for requests that may carry a whole package.
 * @throws LambdaError RequestEntityTooLargeException too.
 */
export function parseDeployment<S extends z.ZodType>(
  schema: S,
  request: AwsRequest,
  operation: "CreateFunction" | "UpdateFunctionCode" | "PublishLayerVersion",
): z.output<S> {
  if (request.body.length > MAX_DEPLOYMENT_REQUEST_BYTES) {
    throw new LambdaError(
      "RequestEntityTooLargeException",
      `Request must be smaller than ${MAX_DEPLOYMENT_REQUEST_BYTES} bytes for the ${operation} operation`,
    );
  }
  return parseBody(schema, request);
}

/** @throws LambdaError InvalidParameterValueException that names every wrong member. */
export function parseBody<S extends z.ZodType>(schema: S, { body }: AwsRequest): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(body.length === 0 ? "{}" : body.toString());
  } catch {
    throw new LambdaError("InvalidRequestContentException", "Could not parse request body into json.");
  }
  return check(schema, withoutNulls(value));
}

/** @throws LambdaError InvalidParameterValueException that names every wrong member. */
export const parseQuery = <S extends z.ZodType>(schema: S, { query }: AwsRequest): z.output<S> =>
  check(schema, Object.fromEntries(query));

function check<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (!result.success) {
    throw new LambdaError("InvalidParameterValueException", validationMessage(result.error, input));
  }
  return result.data;
}

/** A member that is null is one that was left out, in every AWS JSON protocol. */
function withoutNulls(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
    : value;
}
