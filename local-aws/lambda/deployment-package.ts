import type { AwsRequest } from "../http";
import { S3Error, type S3Objects } from "../signer";
import { LambdaError } from "./errors";
import type { CodeLocation } from "./requests";

export interface DeploymentPackage {
  readonly zip: Buffer;
  /** Where the emulator gets the very bytes of `zip`: members to put into its request in place of the caller's. */
  readonly location: CodeLocation;
}

/**
 * Reads the package that a request names.
 * @returns `undefined` for a container image.
 * @throws LambdaError when there is none, or it can't be read.
 */
export async function readDeploymentPackage(
  code: CodeLocation,
  request: AwsRequest,
  objects: S3Objects,
): Promise<DeploymentPackage | undefined> {
  if (code.ImageUri !== undefined) {
    return undefined;
  }
  if (code.ZipFile !== undefined) {
    return inline(Buffer.from(code.ZipFile, "base64"));
  }
  const { S3Bucket, S3Key, S3ObjectVersion } = code;
  if (S3Bucket === undefined || S3Key === undefined) {
    throw new LambdaError("InvalidParameterValueException", "Please provide a source for function code.");
  }
  const { body, versionId } = await objects
    .get(request, S3Bucket, S3Key, S3ObjectVersion)
    .catch((error: unknown) => {
      throw error instanceof S3Error
        ? new LambdaError(
            "InvalidParameterValueException",
            `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
          )
        : error;
    });
  // The content of a version never changes, so the emulator may fetch what was verified by itself: a package of
  // 250 MB needs no copy. The version "null" can be overwritten in between.
  return versionId === undefined || versionId === "null"
    ? inline(body)
    : { zip: body, location: { S3Bucket, S3Key, S3ObjectVersion: versionId } };
}

/** The bytes are encoded anew: lenient decoders differ in what they read, and only these were verified. */
const inline = (zip: Buffer): DeploymentPackage => ({ zip, location: { ZipFile: zip.toString("base64") } });

const LOCATION_MEMBERS = [
  "ZipFile",
  "S3Bucket",
  "S3Key",
  "S3ObjectVersion",
  "ImageUri",
] satisfies (keyof CodeLocation)[];

/** A request's members without those that say where the code is. */
export const withoutLocation = (code: CodeLocation): object =>
  Object.fromEntries(Object.entries(code).filter(([name]) => !(LOCATION_MEMBERS as string[]).includes(name)));
