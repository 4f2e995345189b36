import { matching } from "./rules";

export const bucketArn = matching(/^arn:[^:]+:s3:::[a-z0-9.-]+$/, "the ARN of one bucket, arn:…:s3:::NAME");
export const keyArn = matching(
  /^arn:[^:]+:kms:[^:]+:[0-9]{12}:key\/.+$/,
  "the ARN of a KMS key, arn:…:kms:<region>:<account>:key/ID",
);
