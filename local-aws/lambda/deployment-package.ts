import { createHash } from "node:crypto";
import { type ByteSource, fromBuffer, MAXIMUM_UNPACKED_BYTES, readChunks } from "../../signature";
import type { AwsRequest } from "../http";
import { ObjectTooLargeError, S3Error, type S3Objects } from "../s3";
import { type CodeVerdict, verdictOn } from "./code-verdict";
import { LambdaError } from "./errors";
import { Base64 } from "./json-body";
import type { CodeLocation } from "./requests";

/** A package, once it was read and verified. */
export interface DeploymentPackage {
  readonly verdict: CodeVerdict;
  /** SHA-256 as Lambda tells it, in base64. */
  readonly codeSha256: string;
  /** In bytes. */
  readonly codeSize: number;
  /** Where the emulator gets the very bytes that were verified: members to put in place of the caller's. */
  readonly location: VerifiedLocation;
}

/** The bytes themselves are encoded anew: lenient decoders differ in what they read, and only these were verified. */
type VerifiedLocation = { readonly ZipFile: Base64 } | Omit<CodeLocation, "ZipFile">;

/**
 * Reads and verifies the package that a request names, and lends it to `deploy`. One in S3 is read piece by piece.
 * @param trustedRoots DER of the root certificates that signatures must go back to.
 * @param deploy gets `undefined` for a container image. The package's bytes are there until it has settled.
 * @throws LambdaError when there is none, or it can't be read.
 */
export async function withDeploymentPackage<T>(
  code: CodeLocation,
  request: AwsRequest,
  objects: S3Objects,
  trustedRoots: readonly Uint8Array[],
  deploy: (deployed: DeploymentPackage | undefined) => Promise<T>,
): Promise<T> {
  if (code.ImageUri !== undefined) {
    return deploy(undefined);
  }
  if (code.ZipFile !== undefined) {
    const zip = fromBuffer(Buffer.from(code.ZipFile, "base64"));
    return deploy({ ...(await examine(zip, trustedRoots)), location: { ZipFile: new Base64(zip) } });
  }
  const { S3Bucket, S3Key, S3ObjectVersion } = code;
  if (S3Bucket === undefined || S3Key === undefined) {
    throw new LambdaError("InvalidParameterValueException", "Please provide a source for function code.");
  }
  const reference = {
    bucket: S3Bucket,
    key: S3Key,
    version: S3ObjectVersion,
    // What is larger packed is so unpacked, too.
    maximumBytes: MAXIMUM_UNPACKED_BYTES,
  };
  try {
    return await objects.use(request, reference, async ({ source, versionId }) =>
      deploy({
        ...(await examine(source, trustedRoots)),
        // The content of a version never changes, so the emulator may fetch what was verified by itself. The version
        // "null" can be overwritten in between.
        location:
          versionId === undefined || versionId === "null"
            ? { ZipFile: new Base64(source) }
            : { S3Bucket, S3Key, S3ObjectVersion: versionId },
      }),
    );
  } catch (error) {
    throw asLambdaError(error);
  }
}

async function examine(source: ByteSource, trustedRoots: readonly Uint8Array[]) {
  const hash = createHash("sha256");
  for await (const chunk of readChunks(source, 0, source.size)) {
    hash.update(chunk);
  }
  return {
    verdict: await verdictOn(source, trustedRoots),
    codeSha256: hash.digest("base64"),
    codeSize: source.size,
  };
}

function asLambdaError(error: unknown): unknown {
  if (error instanceof S3Error) {
    return new LambdaError(
      "InvalidParameterValueException",
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
  return error instanceof ObjectTooLargeError
    ? new LambdaError(
        "InvalidParameterValueException",
        `Unzipped size must be smaller than ${MAXIMUM_UNPACKED_BYTES} bytes`,
      )
    : error;
}

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
