import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  CancelSigningProfileCommand,
  DescribeSigningJobCommand,
  ListSigningJobsCommand,
  StartSigningJobCommand,
  type StartSigningJobCommandInput,
} from "@aws-sdk/client-signer";
import {
  ACCOUNT,
  BUCKET,
  CALLER,
  createBucket,
  errorOf,
  type Harness,
  LAMBDA_PLATFORM,
  putObject,
  putProfile,
  REGION,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "./harness";
import { testWith } from "../../test-with";

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
  await putProfile(aws, "publisher", { value: 2, type: "MONTHS" });
}, START_TIMEOUT);

afterAll(() => aws.stop());

const describeJob = (jobId: string) => aws.signer.send(new DescribeSigningJobCommand({ jobId }));
const getSigned = async (jobId: string) => {
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `signed/${jobId}.zip` }));
  return Buffer.from(await Body!.transformToByteArray());
};

test("a job is done at the first Describe and tells all that AWS tells", async () => {
  const before = Date.now();
  const jobId = await startJob(aws, "publisher", await zipOf("hello"));
  const job = await describeJob(jobId);

  expect(jobId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(job).toMatchObject({
    jobId,
    status: "Succeeded",
    statusReason: "Signing Succeeded",
    platformId: LAMBDA_PLATFORM,
    platformDisplayName: "AWS Lambda",
    profileName: "publisher",
    requestedBy: CALLER,
    jobOwner: ACCOUNT,
    jobInvoker: ACCOUNT,
    source: { s3: { bucketName: BUCKET, key: "unsigned/app.zip" } },
    signedObject: { s3: { bucketName: BUCKET, key: `signed/${jobId}.zip` } },
  });
  expect(job.createdAt!.getTime()).toBeGreaterThanOrEqual(before - 1);
  const expected = new Date(job.createdAt!);
  expected.setUTCMonth(expected.getUTCMonth() + 2);
  expect(Math.abs(job.signatureExpiresAt!.getTime() - expected.getTime())).toBeLessThan(3 * 86_400_000);
});

testWith(
  "openssl",
  "what is written is the package with a signature that openssl and Python can read",
  async () => {
    const jobId = await startJob(aws, "publisher", await zipOf("signed by the job"));
    const folder = mkdtempSync(join(tmpdir(), "signed-"));
    const path = join(folder, "signed.zip");
    writeFileSync(path, await getSigned(jobId));
    try {
      const python = `
import hashlib, sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
sf = "META_INF/aws_signer_signature_v1.0.SF"
inner = hashlib.sha384()
for entry in zip.infolist():
    if entry.filename != sf:
        inner.update(entry.filename.encode() + zip.read(entry))
open(sys.argv[2], "wb").write(inner.digest())
open(sys.argv[3], "wb").write(zip.read(sf))
print(",".join(zip.namelist()))`;
      const content = join(folder, "content");
      const signature = join(folder, "signature.pem");
      const names = execFileSync("python3", ["-c", python, path, content, signature], { encoding: "utf8" });
      expect(names.trim()).toBe("index.js,META_INF/,META_INF/aws_signer_signature_v1.0.SF");

      const openssl = (args: string[]) =>
        execFileSync("openssl", args, { encoding: "latin1", stdio: "pipe" });
      openssl([
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "PEM",
        "-in",
        signature,
        "-content",
        content,
        "-noverify",
      ]);
      const attributes = openssl(["asn1parse", "-in", signature]);
      expect(attributes).toContain(`arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/${jobId}`);
      expect(attributes).toContain(`arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/publisher/`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test("the version that was named is signed, not the newest", async () => {
  const key = "unsigned/versions.zip";
  const first = await zipOf("first");
  const version = await putObject(aws, key, first);
  await putObject(aws, key, await zipOf("second"));
  const { jobId } = await aws.signer.send(new StartSigningJobCommand(jobInput({ key, version })));

  const body = (await getSigned(jobId!)).toString("latin1");
  const unsigned = first.toString("latin1");
  // The entries stay where they were: the signed ZIP begins with the unsigned one's local entry.
  expect(body.startsWith(unsigned.slice(0, unsigned.indexOf("PK\u0001\u0002")))).toBe(true);
});

test("the prefix is set before the job id as it is, and only .zip is kept of the source's name", async () => {
  const version = await putObject(aws, "app.jar", await zipOf("jar"));
  const { jobId } = await aws.signer.send(
    new StartSigningJobCommand({
      ...jobInput({ key: "app.jar", version }),
      destination: { s3: { bucketName: BUCKET, prefix: "release-" } },
    }),
  );
  expect((await describeJob(jobId!)).signedObject?.s3?.key).toBe(`release-${jobId}`);
});

test("a token that was used gives the first call's job again, and no second job", async () => {
  const key = "unsigned/token.zip";
  const version = await putObject(aws, key, await zipOf("once"));
  const input = { ...jobInput({ key, version }), clientRequestToken: "the-same-token" };
  const answers = await Promise.all([1, 2, 3].map(() => aws.signer.send(new StartSigningJobCommand(input))));
  const later = await aws.signer.send(new StartSigningJobCommand(input));
  const other = await aws.signer.send(
    new StartSigningJobCommand({ ...input, clientRequestToken: "another" }),
  );

  expect(new Set([...answers, later].map(({ jobId }) => jobId)).size).toBe(1);
  expect(other.jobId).not.toBe(later.jobId);
});

describe("a job fails, with a reason and without a signed object, when its ZIP", () => {
  test.each([
    ["is malformed", () => Promise.resolve(Buffer.from("this is no ZIP")), /malformed/],
    ["is empty", () => Promise.resolve(Buffer.from("504b0506" + "00".repeat(18), "hex")), /empty/],
    [
      "has a signature",
      async () => getSigned(await startJob(aws, "publisher", await zipOf("twice"))),
      /already has a signature/,
    ],
  ])("%s", async (_case, zip, reason) => {
    const job = await describeJob(await startJob(aws, "publisher", await zip()));
    expect(job).toMatchObject({ status: "Failed", statusReason: expect.stringMatching(reason) as string });
    expect(job.signedObject).toBeUndefined();
    expect(job.signatureExpiresAt).toBeUndefined();
  });

  test("is not there", async () => {
    const { jobId } = await aws.signer.send(
      new StartSigningJobCommand(jobInput({ key: "nowhere.zip", version: "null" })),
    );
    expect(await describeJob(jobId!)).toMatchObject({
      status: "Failed",
      statusReason: expect.stringContaining("NoSuch") as string,
    });
  });
});

describe("StartSigningJob refuses", () => {
  const refusal = (input: StartSigningJobCommandInput) =>
    errorOf(aws.signer.send(new StartSigningJobCommand(input)));

  test("an empty source version", async () => {
    expect(await refusal(jobInput({ version: "" }))).toMatchObject({
      name: "ValidationException",
      code: "InvalidJobParameters",
      message: "StartSigningJobRequest:source:version should not be empty",
    });
  });

  test("a profile that isn't there", async () => {
    const error = await refusal({ ...jobInput({}), profileName: "nobody" });
    expect(error).toMatchObject({
      name: "ResourceNotFoundException",
      message: "profile with name nobody does not exist",
      $metadata: { httpStatusCode: 404 },
    });
  });

  test("a canceled profile, which signed before", async () => {
    await putProfile(aws, "leaver");
    await startJob(aws, "leaver", await zipOf("control"));
    await aws.signer.send(new CancelSigningProfileCommand({ profileName: "leaver" }));
    expect(await refusal({ ...jobInput({}), profileName: "leaver" })).toMatchObject({
      name: "ValidationException",
    });
  });

  test("buckets that aren't there, and records no job", async () => {
    const jobs = async () =>
      (await aws.signer.send(new ListSigningJobsCommand({ maxResults: 25 }))).jobs!.length;
    const before = await jobs();
    const source = jobInput({});
    source.source.s3.bucketName = "no-such-bucket";
    expect(await refusal(source)).toMatchObject({
      message: expect.stringContaining("not accessible") as string,
    });
    const destination = { ...jobInput({}), destination: { s3: { bucketName: "no-such-bucket" } } };
    expect(await refusal(destination)).toMatchObject({
      message: expect.stringContaining("not accessible") as string,
    });
    expect(await jobs()).toBe(before);
  });

  test("a source bucket without versioning", async () => {
    await createBucket(aws, "unversioned", false);
    await putObject(aws, "app.zip", await zipOf("plain"), "unversioned");
    const input = jobInput({ key: "app.zip", version: "null" });
    input.source.s3.bucketName = "unversioned";
    expect(await refusal(input)).toMatchObject({
      message: expect.stringContaining("version enabled") as string,
    });
  });
});

test("jobs are listed page by page, each once, and by status", async () => {
  const seen: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.signer.send(
      new ListSigningJobsCommand({ maxResults: 2, nextToken, status: "Succeeded" }),
    );
    expect(page.jobs!.length).toBeLessThanOrEqual(2);
    expect(page.jobs!.every(({ status }) => status === "Succeeded")).toBe(true);
    seen.push(...page.jobs!.map(({ jobId }) => jobId!));
    nextToken = page.nextToken;
  } while (nextToken);
  const all = await aws.signer.send(new ListSigningJobsCommand({ status: "Succeeded" }));
  expect(seen).toEqual(all.jobs!.map(({ jobId }) => jobId));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(2);
});

function jobInput(source: { key?: string; version?: string }) {
  const { key = "unsigned/app.zip", version = "any" } = source;
  return {
    source: { s3: { bucketName: BUCKET, key, version } },
    destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
    profileName: "publisher",
  };
}
