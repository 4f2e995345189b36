import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { ArtifactBucket } from "../../../modules/artifact-bucket";
import { EncryptionKey } from "../../../modules/encryption-key";
import { problemsOf, Template } from "../../template";
import { refusals, type Statement } from "./deny-evaluator";

type Props = ConstructorParameters<typeof ArtifactBucket>[2];

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const KEY_ARN = `arn:aws:kms:us-east-1:123456789012:key/${KEY_ID}`;
const encryptionKey = { keyArn: KEY_ARN, keyId: KEY_ID };

const bucket = (props: Partial<Props> = {}) =>
  Template.of(
    (stack) => new ArtifactBucket(stack, "artifacts", { bucketPrefix: "claims-", encryptionKey, ...props }),
  );

const problems = (props: Partial<Props>) =>
  problemsOf(
    (stack) => new ArtifactBucket(stack, "artifacts", { bucketPrefix: "claims-", encryptionKey, ...props }),
  );

const policyOf = (template: Template) =>
  template.attached("aws_s3_bucket_policy", "policy") as unknown as Statement[];

describe("an artifact bucket", () => {
  test("has a name prefix, and is not emptied by destroy", () => {
    const resource = bucket().resource("aws_s3_bucket");
    expect(resource).toEqual({ bucket_prefix: "claims-", force_destroy: false });
  });

  test("is emptied by destroy where that is asked for", () => {
    expect(bucket({ forceDestroy: true }).resource("aws_s3_bucket").force_destroy).toBe(true);
  });

  test("is versioned", () => {
    expect(bucket().resource("aws_s3_bucket_versioning").versioning_configuration).toEqual({
      status: "Enabled",
    });
  });

  test("encrypts with the key, through a bucket key", () => {
    expect(bucket().resource("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN },
        bucket_key_enabled: true,
      },
    ]);
  });

  test("blocks all public access", () => {
    expect(bucket().resource("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("owns its objects, and has no ACLs", () => {
    expect(bucket().resource("aws_s3_bucket_ownership_controls").rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
  });

  test("removes old versions, aborted uploads and delete markers of nothing", () => {
    expect(bucket().resource("aws_s3_bucket_lifecycle_configuration").rule).toEqual([
      {
        id: "remove-what-nobody-needs",
        status: "Enabled",
        filter: [{}],
        noncurrent_version_expiration: [{ noncurrent_days: 90 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        expiration: [{ expired_object_delete_marker: true }],
      },
    ]);
  });

  test("takes other periods", () => {
    const template = bucket({ noncurrentVersionExpirationInDays: 30, abortIncompleteUploadAfterDays: 1 });
    expect(template.resource("aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
      {
        noncurrent_version_expiration: [{ noncurrent_days: 30 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
      },
    ]);
  });

  test("never expires a current version: a deployed function may pin it", () => {
    const [rule] = bucket().resource("aws_s3_bucket_lifecycle_configuration").rule as [
      { expiration: Record<string, unknown>[] },
    ];
    expect(rule.expiration.flatMap(Object.keys)).toEqual(["expired_object_delete_marker"]);
  });

  test("writes access logs only where that is asked for", () => {
    expect(bucket().resources("aws_s3_bucket_logging")).toHaveLength(0);
    const template = bucket({ accessLogging: { bucketName: "logs", prefix: "artifacts/" } });
    expect(template.resource("aws_s3_bucket_logging")).toEqual({
      bucket: `\${${template.address("aws_s3_bucket")}.bucket}`,
      target_bucket: "logs",
      target_prefix: "artifacts/",
    });
  });
});

describe("the order of an artifact bucket's resources", () => {
  const template = Template.of((stack) => {
    const made = new ArtifactBucket(stack, "artifacts", { bucketPrefix: "claims-", encryptionKey });
    new S3Object(stack, "upload", { bucket: made.bucketName, key: "package.zip" });
  });
  const policy = template.address("aws_s3_bucket_policy");

  test("is versioning before the lifecycle", () => {
    expect(template.resource("aws_s3_bucket_lifecycle_configuration").depends_on).toEqual([
      template.address("aws_s3_bucket_versioning"),
    ]);
  });

  test("is everything that protects an object before any upload, with nothing for the uploader to remember", () => {
    expect(template.resource("aws_s3_object").bucket).toBe(`\${${policy}.bucket}`);
    expect(template.resource("aws_s3_bucket_policy").depends_on).toEqual([
      template.address("aws_s3_bucket_public_access_block"),
      template.address("aws_s3_bucket_ownership_controls"),
      template.address("aws_s3_bucket_server_side_encryption_configuration"),
      template.address("aws_s3_bucket_versioning"),
    ]);
  });

  test("has no cycle when the bucket's own key is granted to its users", () => {
    const granted = Template.of((stack) => {
      const key = new EncryptionKey(stack, "key", { alias: "artifacts", description: "Encrypts artifacts" });
      const made = new ArtifactBucket(stack, "artifacts", { bucketPrefix: "claims-", encryptionKey: key });
      key.grantS3({ bucketArn: made.bucketArn, principalArns: ["arn:aws:iam::123456789012:role/ci"] });
    });
    const arn = `\${${granted.address("aws_s3_bucket")}.arn}`;
    expect(granted.statement("EncryptObjects").condition).toContainEqual({
      test: "StringLike",
      variable: "kms:EncryptionContext:aws:s3:arn",
      values: [arn, `${arn}/*`],
    });
    // The bucket itself must not know the key, whose policy knows the bucket.
    expect(JSON.stringify(granted.resource("aws_s3_bucket"))).not.toContain("aws_kms_key");
  });
});

describe("an artifact bucket's policy", () => {
  const template = bucket();
  const statements = policyOf(template);
  const objectArn = `\${${template.address("aws_s3_bucket")}.arn}/unsigned/package.zip`;

  const ENCRYPTION = "s3:x-amz-server-side-encryption";
  const KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";
  const put = (headers: Record<string, string>, policy: readonly Statement[] = statements) =>
    refusals(policy, {
      action: "s3:PutObject",
      resource: objectArn,
      keys: { "aws:SecureTransport": "true", ...headers },
    });

  test("is the policy of that bucket", () => {
    expect(template.resource("aws_s3_bucket_policy").bucket).toBe(
      `\${${template.address("aws_s3_bucket")}.bucket}`,
    );
    expect(statements.map(({ sid }) => sid)).toEqual([
      "RefuseWithoutTls",
      "RefuseAnotherEncryption",
      "RefuseAnotherKey",
      "RefuseTheAwsManagedKey",
      "RefuseCustomerProvidedKeys",
    ]);
  });

  test("holds for everybody, and grants nothing", () => {
    for (const statement of statements) {
      expect(statement).toMatchObject({ effect: "Deny", principals: [{ type: "*", identifiers: ["*"] }] });
    }
  });

  test("lets a put through that names no encryption: it gets the bucket's", () => {
    expect(put({})).toEqual([]);
  });

  test("lets a put through that names the right encryption and key", () => {
    expect(put({ [ENCRYPTION]: "aws:kms", [KEY]: KEY_ARN })).toEqual([]);
  });

  test("lets a put through that names the right key alone", () => {
    expect(put({ [KEY]: KEY_ARN })).toEqual([]);
  });

  test.each(["AES256", "aws:kms:dsse"])("refuses a put that names the encryption %s", (encryption) => {
    expect(put({ [ENCRYPTION]: encryption })).toEqual(["RefuseAnotherEncryption"]);
  });

  test.each([
    ["another key", KEY_ARN.replace(/.$/, "c")],
    ["a key of another account", KEY_ARN.replace("123456789012", "210987654321")],
    ["the key by its id", KEY_ID],
    ["an alias", "arn:aws:kms:us-east-1:123456789012:alias/artifacts"],
  ])("refuses a put that names %s", (_, key) => {
    expect(put({ [ENCRYPTION]: "aws:kms", [KEY]: key })).toEqual(["RefuseAnotherKey"]);
  });

  test("refuses a put that names aws:kms and no key, which S3 encrypts with the AWS managed key", () => {
    expect(put({ [ENCRYPTION]: "aws:kms" })).toEqual(["RefuseTheAwsManagedKey"]);
  });

  test("refuses a put with a key that the client provides", () => {
    expect(put({ "s3:x-amz-server-side-encryption-customer-algorithm": "AES256" })).toEqual([
      "RefuseCustomerProvidedKeys",
    ]);
  });

  test.each(["s3:PutObject", "s3:GetObject", "s3:ListBucket"])("refuses %s without TLS", (action) => {
    const resource = action === "s3:ListBucket" ? objectArn.split("/")[0]! : objectArn;
    const request = (tls: string) =>
      refusals(statements, { action, resource, keys: { "aws:SecureTransport": tls } });
    expect(request("false")).toEqual(["RefuseWithoutTls"]);
    expect(request("true")).toEqual([]);
  });

  test.each(["RefuseAnotherEncryption", "RefuseAnotherKey"])(
    "needs Null beside StringNotEquals in %s: alone, it would refuse the put without header too",
    (sid) => {
      const alone = statements
        .filter((statement) => statement.sid === sid)
        .map((statement) => ({
          ...statement,
          condition: statement.condition!.filter(({ test }) => test !== "Null"),
        }));
      expect(alone[0]!.condition).toHaveLength(1);
      expect(put({}, alone)).toEqual([sid]);
      const ifExists = alone.map((statement) => ({
        ...statement,
        condition: statement.condition.map((one) => ({ ...one, test: `${one.test}IfExists` })),
      }));
      expect(put({}, ifExists)).toEqual([sid]);
    },
  );
});

describe("an artifact bucket's props", () => {
  test.each(["ab", "x".repeat(38), "Claims", "-claims", "claims.eu", "xn--claims", "sthree-claims", ""])(
    "refuse the prefix %j",
    (bucketPrefix) => {
      expect(problems({ bucketPrefix })).toEqual([
        "[stack/artifacts] bucketPrefix: expected 3 to 37 lower-case letters, digits or -, a letter or digit first, " +
          `not xn--, sthree- or amzn-s3-demo-, got: ${JSON.stringify(bucketPrefix)}`,
      ]);
    },
  );

  test.each(["abc", "x".repeat(37), "9-claims-"])("take the prefix %j", (bucketPrefix) => {
    expect(problems({ bucketPrefix })).toEqual([]);
  });

  test("are all listed at once", () => {
    expect(
      problems({
        bucketPrefix: "A",
        noncurrentVersionExpirationInDays: 0,
        abortIncompleteUploadAfterDays: 0.5,
      }).map((problem) => problem.split(",")[0]),
    ).toEqual([
      "[stack/artifacts] bucketPrefix: expected 3 to 37 lower-case letters",
      "[stack/artifacts] noncurrentVersionExpirationInDays: expected a whole number of 1 to 2147483647 days",
      "[stack/artifacts] abortIncompleteUploadAfterDays: expected a whole number of 1 to 2147483647 days",
    ]);
  });
});
