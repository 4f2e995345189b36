import { keyArn as keyArnRule } from "../../modules/arns";
import { ArtifactBucket } from "../../modules/artifact-bucket";
import * as rules from "../../modules/artifact-bucket/rules";
import { bucketName } from "./bucket-name";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import type { ModuleSource } from "./module-source";

export const artifactBucket: ModuleSource = {
  name: "artifact-bucket",
  summary:
    "A versioned S3 bucket for unsigned and signed packages: encrypted by one KMS key, closed to the public, reached by TLS only, and closed to every other encryption.",
  usage: `
module "artifacts" {
  source = "./terraform/artifact-bucket"

  bucket_prefix      = "claims-artifacts-"
  encryption_key_arn = module.key.key_arn
}`,
  notes: ["The provider waits 55 s for the lifecycle configuration by itself."],
  build(module) {
    const bucket = new ArtifactBucket(module.stack, THIS, {
      bucketPrefix: module.string("bucket_prefix", {
        description: "Beginning of the bucket's name; the provider appends the rest.",
        validations: [validation("bucket_prefix", rules.bucketPrefix)],
      }),
      encryptionKey: {
        keyArn: module.string("encryption_key_arn", {
          description: "ARN of the KMS key that encrypts the objects.",
          validations: [validation("encryption_key_arn", keyArnRule)],
        }),
        keyId: "",
      },
      forceDestroy: module.boolean("force_destroy", {
        description: "Whether destroy may delete all objects, old versions too.",
        default: false,
      }),
      noncurrentVersionExpirationInDays: module.number("noncurrent_version_expiration_in_days", {
        description: "Days that a version is kept after a newer one replaced it.",
        default: 90,
        validations: [validation("noncurrent_version_expiration_in_days", rules.days)],
      }),
      abortIncompleteUploadAfterDays: module.number("abort_incomplete_upload_after_days", {
        description: "Days after which the parts of an upload that was never completed are deleted.",
        default: 7,
        validations: [validation("abort_incomplete_upload_after_days", rules.days)],
      }),
      accessLogging: {
        bucketName: "${var.access_logging.bucket_name}",
        prefix: "${var.access_logging.prefix}",
      },
      tags: module.tags(),
    });
    module.variable("access_logging", "object({ bucket_name = string, prefix = string })", {
      description:
        "Where S3 writes the server access logs. That bucket must let `logging.s3.amazonaws.com` write.",
      optional: true,
      validations: [
        {
          condition: `${bucketName.condition("var.access_logging.bucket_name")} && var.access_logging.prefix != null`,
          expected: `${bucketName.expected}, and a prefix, which may be empty`,
        },
      ],
    });
    module.onlyIf(bucket.node.findChild("access-logging"), "var.access_logging != null");

    module.output(
      "bucket_name",
      "Name of the bucket. Whatever uploads by it waits until versioning, encryption and policy stand.",
      bucket.bucketName,
    );
    module.output("bucket_arn", "ARN of the bucket.", bucket.bucketArn);
  },
};
