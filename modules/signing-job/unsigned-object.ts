import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import type { Construct } from "constructs";
import type { IArtifactBucket } from "../artifact-bucket";

export interface UnsignedObjectProps {
  readonly bucket: IArtifactBucket;
  readonly key: string;
  /** Path of the ZIP. */
  readonly source: string;
  /** SHA-256 of the ZIP, in hexadecimal digits. */
  readonly sourceHash: string;
}

/** A package in the bucket, waiting to be signed. New content makes a new version of it, and nothing else does. */
export const unsignedObject = (scope: Construct, id: string, props: UnsignedObjectProps): S3Object =>
  new S3Object(scope, id, {
    bucket: props.bucket.bucketName,
    key: props.key,
    source: props.source,
    sourceHash: props.sourceHash,
    contentType: "application/zip",
  });
