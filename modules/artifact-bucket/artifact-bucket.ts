import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { checkProps, expectThat } from "../checks";
import type { IEncryptionKey } from "../encryption-key";
import { bucketPolicyStatements } from "./bucket-policy-statements";
import * as rules from "./rules";

/** What others may read of an artifact bucket. */
export interface IArtifactBucket {
  /** Whatever uploads by this name waits until versioning, encryption and policy stand. */
  readonly bucketName: string;
  /** `arn:…:s3:::NAME`, known as soon as the bucket itself is there: policies of keys and roles name it. */
  readonly bucketArn: string;
}

export interface ArtifactBucketProps {
  /**
   * Beginning of the bucket's name: 3 to 37 lower-case letters, digits or `-`. The provider appends the rest, because
   * a bucket's name is one in all of AWS.
   */
  readonly bucketPrefix: string;
  /** Encrypts the objects. */
  readonly encryptionKey: IEncryptionKey;
  /**
   * Whether `destroy` may delete all objects, old versions too. Without it a bucket that is not empty stays.
   * @default false
   */
  readonly forceDestroy?: boolean;
  /** Days that a version is kept after a newer one replaced it. @default 90 */
  readonly noncurrentVersionExpirationInDays?: number;
  /** Days after which the parts of an upload that was never completed are deleted. @default 7 */
  readonly abortIncompleteUploadAfterDays?: number;
  /**
   * Where S3 writes the server access logs. The bucket must let `logging.s3.amazonaws.com` write.
   * @default no access logs
   */
  readonly accessLogging?: { readonly bucketName: string; readonly prefix: string };
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** The bucket of unsigned and signed packages: versioned, because Signer signs an object version. */
export class ArtifactBucket extends Construct implements IArtifactBucket {
  readonly bucketName: string;
  readonly bucketArn: string;

  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id);

    checkProps(this, [
      expectThat("bucketPrefix", props.bucketPrefix, rules.bucketPrefix),
      expectThat("noncurrentVersionExpirationInDays", props.noncurrentVersionExpirationInDays, rules.days),
      expectThat("abortIncompleteUploadAfterDays", props.abortIncompleteUploadAfterDays, rules.days),
    ]);

    const bucket = new S3Bucket(this, "bucket", {
      bucketPrefix: props.bucketPrefix,
      forceDestroy: props.forceDestroy ?? false,
      tags: props.tags,
    });
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = new S3BucketOwnershipControls(this, "ownership", {
      bucket: bucket.bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: props.encryptionKey.keyArn,
          },
          bucketKeyEnabled: true,
        },
      ],
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: bucket.bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const policy = new S3BucketPolicy(this, "policy", {
      bucket: bucket.bucket,
      policy: new DataAwsIamPolicyDocument(this, "policy-document", {
        statement: bucketPolicyStatements(bucket.arn, props.encryptionKey.keyArn),
      }).json,
      dependsOn: [publicAccessBlock, ownership, encryption, versioning],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.bucket,
      rule: [
        {
          id: "remove-what-nobody-needs",
          status: "Enabled",
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: props.noncurrentVersionExpirationInDays ?? 90 }],
          abortIncompleteMultipartUpload: [
            { daysAfterInitiation: props.abortIncompleteUploadAfterDays ?? 7 },
          ],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
      ],
      // Its rules are about versions, and S3 serves concurrent changes of one bucket badly.
      dependsOn: [versioning],
    });
    if (props.accessLogging) {
      new S3BucketLoggingA(this, "access-logging", {
        bucket: bucket.bucket,
        targetBucket: props.accessLogging.bucketName,
        targetPrefix: props.accessLogging.prefix,
      });
    }

    // The policy is the last link of the chain, so that an upload by this name comes after all of it: an object that
    // was uploaded before versioning has no version id, and Signer starts no job without one.
    this.bucketName = policy.bucket;
    this.bucketArn = bucket.arn;
  }
}
