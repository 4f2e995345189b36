import { SigningJob, type SigningJobProps } from "../../../modules/signing-job";
import { SAMPLE_BUCKET, SAMPLE_PROFILE, samplePackage } from "../sample";
import { problemsOf, Template } from "../../template";

const props = (changes: Partial<SigningJobProps> = {}): SigningJobProps => ({
  package: samplePackage(),
  profile: SAMPLE_PROFILE,
  bucket: SAMPLE_BUCKET,
  ...changes,
});
const template = (changes?: Partial<SigningJobProps>) =>
  Template.of((stack) => new SigningJob(stack, "signing", props(changes)));

describe("a signing job", () => {
  test("puts the hash of the package on the unsigned object, so that new content is uploaded", () => {
    const unsigned = template().resource("aws_s3_object");
    expect(unsigned.source_hash).toBe(samplePackage().sha256);
    expect(unsigned.key).toBe("unsigned/submit-claim.zip");
    expect(unsigned.source).toMatch(/^assets\/.*\/submit-claim-[0-9a-f]{64}\.zip$/);
  });

  test("signs exactly the object version that was uploaded", () => {
    const made = template();
    const unsigned = made.address("aws_s3_object");
    expect(made.resource("aws_signer_signing_job").source).toEqual({
      s3: {
        bucket: "artifacts",
        key: `\${${unsigned}.key}`,
        version: `\${${unsigned}.version_id}`,
      },
    });
  });

  test("signs an object that lies in the bucket already, and uploads nothing", () => {
    const stored = { name: "submit-claim", key: "builds/7/submit-claim.zip", version: "3sL4kqtJlcpXro" };
    const made = template({ package: stored });
    expect(made.resources("aws_s3_object")).toEqual([]);
    expect(made.resource("aws_signer_signing_job")).toMatchObject({
      source: { s3: { bucket: "artifacts", key: stored.key, version: stored.version } },
      destination: { s3: { prefix: "signed/submit-claim/" } },
    });
  });

  test("writes below a prefix that ends in a slash: Signer puts none between it and the job's id", () => {
    expect(template().resource("aws_signer_signing_job").destination).toEqual({
      s3: { bucket: "artifacts", prefix: "signed/submit-claim/" },
    });
  });

  test("never ignores the failure of a job", () => {
    expect(template().resource("aws_signer_signing_job")).not.toHaveProperty("ignore_signing_job_failure");
  });

  test("keeps the version that the job wrote, whatever is written to the same key later", () => {
    const made = template();
    const job = made.address("aws_signer_signing_job");
    expect(made.dataSource("aws_s3_object")).toEqual({
      bucket: `\${${job}.signed_object[0].s3[0].bucket}`,
      key: `\${${job}.signed_object[0].s3[0].key}`,
    });
    expect(made.resource("terraform_data")).toEqual({
      input: { versionId: expect.stringMatching(/^\$\{data\.aws_s3_object\..*\.version_id\}$/) as string },
      lifecycle: { ignore_changes: ["input"] },
      triggers_replace: { signingJobId: `\${${job}.job_id}` },
    });
  });

  test("lists all wrong props at once", () => {
    const broken = { ...samplePackage(), sizeInBytes: 262144001, sha256: "short" };
    expect(
      problemsOf(
        (stack) =>
          new SigningJob(
            stack,
            "signing",
            props({ package: broken, unsignedKey: "x", signedPrefix: "/signed" }),
          ),
      ),
    ).toEqual([
      "[stack/signing] package.sizeInBytes: expected a whole number of 1 to 262144000 bytes, got: 262144001",
      '[stack/signing] package.sha256: expected 64 hexadecimal digits, got: "short"',
      '[stack/signing] unsignedKey: expected an object key that ends in .zip, got: "x"',
      '[stack/signing] signedPrefix: expected a prefix that doesn\'t begin with a slash, got: "/signed"',
    ]);
  });
});
