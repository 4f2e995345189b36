import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

const ENCRYPTION = "s3:x-amz-server-side-encryption";
const KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const CUSTOMER_ALGORITHM = "s3:x-amz-server-side-encryption-customer-algorithm";

const EVERYBODY = [{ type: "*", identifiers: ["*"] }];

/** `Null: "false"`: the request has the key, whatever its value. */
const isNamed = (variable: string) => ({ test: "Null", variable, values: ["false"] });
const isNotNamed = (variable: string) => ({ test: "Null", variable, values: ["true"] });

/**
 * What the bucket refuses to everybody, administrators too.
 *
 * A put that names no encryption passes and gets the bucket's default, our key: AWS Signer may write so. That is why
 * each `StringNotEquals` comes with `Null`: alone, it also holds when the request lacks the header.
 */
export function bucketPolicyStatements(
  bucketArn: string,
  encryptionKeyArn: string,
): DataAwsIamPolicyDocumentStatement[] {
  const objects = [`${bucketArn}/*`];
  const refusePut = (sid: string, condition: DataAwsIamPolicyDocumentStatement["condition"]) => ({
    sid,
    effect: "Deny",
    principals: EVERYBODY,
    actions: ["s3:PutObject"],
    resources: objects,
    condition,
  });
  return [
    {
      sid: "RefuseWithoutTls",
      effect: "Deny",
      principals: EVERYBODY,
      actions: ["s3:*"],
      resources: [bucketArn, ...objects],
      condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    },
    refusePut("RefuseAnotherEncryption", [
      { test: "StringNotEquals", variable: ENCRYPTION, values: ["aws:kms"] },
      isNamed(ENCRYPTION),
    ]),
    // S3 documents the key's ARN as the form for policies. Unconfirmed: whether it resolves a key id or an alias of the
    // header before it compares. If not, the put is refused; either way no other key passes.
    refusePut("RefuseAnotherKey", [
      { test: "StringNotEquals", variable: KEY, values: [encryptionKeyArn] },
      isNamed(KEY),
    ]),
    // A put that names aws:kms and no key is not encrypted with the bucket's key, but with the AWS managed one.
    refusePut("RefuseTheAwsManagedKey", [
      { test: "StringEquals", variable: ENCRYPTION, values: ["aws:kms"] },
      isNotNamed(KEY),
    ]),
    // Encryption with a key that the client sends along (SSE-C) has headers of its own.
    refusePut("RefuseCustomerProvidedKeys", [isNamed(CUSTOMER_ALGORITHM)]),
  ];
}
