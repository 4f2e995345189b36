import { verify } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  DescribeSigningJobCommand,
  ListSigningJobsCommand,
  PutSigningProfileCommand,
  type PutSigningProfileCommandInput,
  RevokeSigningProfileCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import {
  ACCOUNT,
  BUCKET,
  createBucket,
  errorOf,
  type Harness,
  putObject,
  REGION,
  START_TIMEOUT,
  startHarness,
} from "./harness";

const DEVICE_MANAGEMENT = "AWSIoTDeviceManagement-SHA256-ECDSA";
const CERTIFICATE = `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`;
const FIRMWARE = Buffer.from("firmware of a device");

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
}, START_TIMEOUT);

afterAll(() => aws.stop());

const put = (profileName: string, more: Partial<PutSigningProfileCommandInput> = {}) =>
  aws.signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: DEVICE_MANAGEMENT,
      signingMaterial: { certificateArn: CERTIFICATE },
      ...more,
    }),
  );

/** Signs the firmware. @returns the job, and the signed object as JSON. */
async function signed(profileName: string, firmware = FIRMWARE) {
  const version = await putObject(aws, "firmware.bin", firmware);
  const { jobId } = await aws.signer.send(
    new StartSigningJobCommand({
      source: { s3: { bucketName: BUCKET, key: "firmware.bin", version } },
      destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
      profileName,
    }),
  );
  const job = await aws.signer.send(new DescribeSigningJobCommand({ jobId }));
  const { Body } = await aws.s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: job.signedObject!.s3!.key }),
  );
  const written = await Body!.transformToString();
  return { jobId, job, version, written, document: JSON.parse(written) as Record<string, unknown> };
}

test("a job for AWS IoT Device Management writes the compact JSON that AWS writes, at prefix and job id", async () => {
  await put("devices", { signingParameters: { certname: "/certificates/code.pem" } });
  const { jobId, job, version, written, document } = await signed("devices");
  expect(job).toMatchObject({
    status: "Succeeded",
    platformId: DEVICE_MANAGEMENT,
    signingMaterial: { certificateArn: CERTIFICATE },
    signingParameters: { certname: "/certificates/code.pem" },
    signedObject: { s3: { bucketName: BUCKET, key: `signed/${jobId}` } },
  });
  expect(document).toEqual({
    rawPayloadSize: FIRMWARE.length,
    signature: expect.any(String) as string,
    signatureAlgorithm: "SHA256withECDSA",
    payloadLocation: { s3: { bucketName: BUCKET, key: "firmware.bin", version } },
  });
  expect(written).toBe(JSON.stringify(document));

  const signature = Buffer.from(document.signature as string, "base64");
  const key = await aws.devicePublicKey("ECDSA");
  expect(verify("sha256", FIRMWARE, key, signature)).toBe(true);
  expect(verify("sha256", Buffer.from("other firmware"), key, signature)).toBe(false);
});

test("a source that doesn't fit into one piece is signed whole", async () => {
  await put("large");
  const firmware = Buffer.alloc(5 * 1024 * 1024 + 1, "firmware ");
  const { document } = await signed("large", firmware);
  const signature = Buffer.from(document.signature as string, "base64");
  expect(verify("sha256", firmware, await aws.devicePublicKey("ECDSA"), signature)).toBe(true);
});

test.each([
  ["AmazonFreeRTOS-Default", {}, "ECDSA", "sha256", "SHA256withECDSA"],
  [
    "AmazonFreeRTOS-Default",
    { overrides: { signingConfiguration: { encryptionAlgorithm: "RSA" } } },
    "RSA",
    "sha256",
    "SHA256withRSA",
  ],
  ["AmazonFreeRTOS-TI-CC3220SF", {}, "RSA", "sha1", "SHA1withRSA"],
] as const)("%s with %j embeds the payload", async (platformId, more, algorithm, hash, name) => {
  const profileName = `freertos_${algorithm}_${hash}`;
  await put(profileName, { platformId, ...more });
  const { job, document } = await signed(profileName);
  expect(job.overrides).toEqual("overrides" in more ? more.overrides : undefined);
  expect(document.signatureAlgorithm).toBe(name);
  expect(Buffer.from(document.rawPayload as string, "base64")).toEqual(FIRMWARE);
  const signature = Buffer.from(document.signature as string, "base64");
  expect(verify(hash, FIRMWARE, await aws.devicePublicKey(algorithm), signature)).toBe(true);
});

test("jobs are listed with the certificate that they were to be signed with", async () => {
  await put("listed");
  const { jobId } = await signed("listed");
  const { jobs } = await aws.signer.send(new ListSigningJobsCommand({ platformId: DEVICE_MANAGEMENT }));
  expect(jobs!.find((job) => job.jobId === jobId)?.signingMaterial).toEqual({ certificateArn: CERTIFICATE });
});

test("signatures for devices can't be revoked by their profile", async () => {
  const { profileVersion } = await put("irrevocable");
  const revocation = new RevokeSigningProfileCommand({
    profileName: "irrevocable",
    profileVersion,
    reason: "leak",
    effectiveTime: new Date(Date.now() - 60_000),
  });
  expect((await errorOf(aws.signer.send(revocation))).name).toBe("ValidationException");
});

describe("a profile for devices is refused", () => {
  test.each([
    ["without a certificate", undefined, "signing material cannot be null."],
    ["with what is no ARN", "my-certificate", "my-certificate is not a valid ACM certificate ARN"],
    [
      "with a certificate of another Region",
      CERTIFICATE.replace(REGION, "eu-west-1"),
      `${CERTIFICATE.replace(REGION, "eu-west-1")} is not a valid ACM certificate ARN`,
    ],
    [
      "with another account's certificate",
      CERTIFICATE.replace(ACCOUNT, "210987654321"),
      `${CERTIFICATE.replace(ACCOUNT, "210987654321")} is not owned by ${ACCOUNT}`,
    ],
  ])("%s", async (_case, certificateArn, message) => {
    const signingMaterial = certificateArn === undefined ? undefined : { certificateArn };
    expect(await errorOf(put("refused", { signingMaterial }))).toMatchObject({
      name: "ValidationException",
      code: "ValidationException",
      message,
    });
  });

  test.each([
    ["RSA", { signingConfiguration: { encryptionAlgorithm: "RSA" } }],
    ["SHA1", { signingConfiguration: { hashAlgorithm: "SHA1" } }],
    ["JSONEmbedded", { signingImageFormat: "JSONEmbedded" }],
  ] as const)("with the override %s, which its platform doesn't have", async (name, overrides) => {
    const error = await errorOf(put("refused", { overrides }));
    expect(error.name).toBe("ValidationException");
    expect(error.message).toContain(name);
  });
});
