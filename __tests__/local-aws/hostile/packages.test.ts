import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { DescribeSigningJobCommand, ListSigningPlatformsCommand } from "@aws-sdk/client-signer";
import {
  BUCKET,
  createBucket,
  errorOf,
  type Harness,
  putObject,
  putProfile,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "../signer/harness";
import { HOSTILE_ARCHIVES, HOSTILE_SIGNATURES, withSignatureFile } from "./archives";

let aws: Harness;
const policies = ["Enforce", "Warn"] as const;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
  await createBucket(aws, "plain", false);
  const publisher = await putProfile(aws, "publisher");
  for (const policy of policies) {
    const { CodeSigningConfig } = await aws.lambda.send(
      new CreateCodeSigningConfigCommand({
        AllowedPublishers: { SigningProfileVersionArns: [publisher] },
        CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
      }),
    );
    await createFunction(policy, CodeSigningConfig!.CodeSigningConfigArn);
  }
  await createFunction("none");
}, START_TIMEOUT);
afterAll(() => aws.stop());

async function createFunction(FunctionName: string, CodeSigningConfigArn?: string): Promise<void> {
  const jobId = await startJob(aws, "publisher", await zipOf("sound"));
  await aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      CodeSigningConfigArn,
      Role: "arn:aws:iam::123456789012:role/any",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { S3Bucket: BUCKET, S3Key: `signed/${jobId}.zip` },
    }),
  );
}

const codeOf = async (FunctionName: string) =>
  (await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).CodeSha256;

async function expectRefusedEverywhere(zip: Buffer): Promise<void> {
  const jobId = await startJob(aws, "publisher", zip, "unsigned/hostile.zip");
  const job = await aws.signer.send(new DescribeSigningJobCommand({ jobId }));
  expect(job).toMatchObject({ status: "Failed", statusReason: expect.stringMatching(/^The ZIP /) as string });
  expect(job.signedObject).toBeUndefined();

  await putObject(aws, "hostile.zip", zip, "plain");
  const places = [
    { S3Bucket: BUCKET, S3Key: "unsigned/hostile.zip" },
    { S3Bucket: "plain", S3Key: "hostile.zip" },
    ...(zip.length > 0 && zip.length < 10_000_000 ? [{ ZipFile: zip }] : []),
  ];
  for (const place of places) {
    for (const policy of policies) {
      const before = await codeOf(policy);
      const call = aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: policy, ...place }));
      expect(await errorOf(call)).toMatchObject({
        name: "CodeVerificationFailedException",
        message: expect.stringContaining("is not properly signed") as string,
      });
      expect(await codeOf(policy)).toBe(before);
    }
    // Without a config nothing is verified: what the emulator says to it, it says.
    await aws.lambda
      .send(new UpdateFunctionCodeCommand({ FunctionName: "none", ...place }))
      .catch(() => null);
  }
  expect((await aws.signer.send(new ListSigningPlatformsCommand({}))).platforms).not.toHaveLength(0);
  expect(await codeOf("Enforce")).toMatch(/=$/);
}

describe("a job fails, Enforce and Warn refuse, and the local AWS lives on, with", () => {
  for (const [what, make] of Object.entries(HOSTILE_ARCHIVES)) {
    test(what, () => expectRefusedEverywhere(make()), 60_000);
  }
  for (const [what, body] of Object.entries(HOSTILE_SIGNATURES)) {
    test(what, () => expectRefusedEverywhere(withSignatureFile(body)), 60_000);
  }
});

test("an object of more than 250 MB fails its job, and is no package", async () => {
  // 250 MB are what Lambda allows unpacked: 262,144,000 bytes.
  const large = Buffer.alloc(262_144_001);
  const jobId = await startJob(aws, "publisher", large, "unsigned/large.zip");
  expect(await aws.signer.send(new DescribeSigningJobCommand({ jobId }))).toMatchObject({
    status: "Failed",
    statusReason: expect.stringContaining(
      "262144001 bytes; AWSLambda-SHA384-ECDSA signs up to 250 MB",
    ) as string,
  });
  for (const FunctionName of [...policies, "none"]) {
    const call = aws.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: BUCKET, S3Key: "unsigned/large.zip" }),
    );
    expect(await errorOf(call)).toMatchObject({
      name: "InvalidParameterValueException",
      message: "Unzipped size must be smaller than 262144000 bytes",
    });
  }
}, 120_000);
