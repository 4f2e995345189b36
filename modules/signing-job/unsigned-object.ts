import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Construct } from "constructs";
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
export class UnsignedObject extends Construct {
  readonly key: string;
  /** S3 version id. */
  readonly version: string;

  constructor(scope: Construct, id: string, props: UnsignedObjectProps) {
    super(scope, id);
    const object = new S3Object(this, "object", {
      bucket: props.bucket.bucketName,
      key: props.key,
      source: props.source,
      sourceHash: props.sourceHash,
      contentType: "application/zip",
    });
    this.key = object.key;
    this.version = object.versionId;
  }
}
