import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CancelSigningProfileCommand,
  DescribeSigningJobCommand,
  GetRevocationStatusCommand,
  ListSigningJobsCommand,
  PutSigningProfileCommand,
  RevokeSignatureCommand,
  RevokeSigningProfileCommand,
  SignPayloadCommand,
  type SignPayloadCommandInput,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { testWith } from "../../test-with";
import { boto3 } from "../boto3-client";
import {
  ACCOUNT,
  BUCKET,
  CALLER,
  createBucket,
  errorOf,
  type Harness,
  LAMBDA_PLATFORM,
  putProfile,
  REGION,
  START_TIMEOUT,
  startHarness,
} from "./harness";

const NOTATION_PLATFORM = "Notation-OCI-SHA384-ECDSA";
const PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json";
const PAYLOAD = JSON.stringify({
  targetArtifact: {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: "sha256:73c803930ea3ba1e54bc25c2bdc53edd0284c62ed651fe7b00369da519a3c333",
    size: 16724,
  },
});
const VERIFIER = "conformance/notation-verifier";

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
}, START_TIMEOUT);

afterAll(() => aws.stop());

/** @returns the profile's version ARN. */
async function putNotationProfile(profileName: string): Promise<string> {
  const { profileVersionArn } = await aws.signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: NOTATION_PLATFORM,
      signatureValidityPeriod: { value: 3, type: "YEARS" },
    }),
  );
  return profileVersionArn!;
}

const signPayload = (profileName: string, more: Partial<SignPayloadCommandInput> = {}) =>
  aws.signer.send(
    new SignPayloadCommand({
      profileName,
      payload: Buffer.from(PAYLOAD),
      payloadFormat: PAYLOAD_TYPE,
      ...more,
    }),
  );

interface Envelope {
  payload: string;
  protected: string;
  header: Record<string, unknown>;
  signature: string;
}
const envelopeOf = (signature: Uint8Array) => JSON.parse(Buffer.from(signature).toString()) as Envelope;
const protectedOf = (envelope: Envelope) =>
  JSON.parse(Buffer.from(envelope.protected, "base64url").toString()) as Record<string, unknown>;

const jobArnOf = (jobId: string) => `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/${jobId}`;

/** What the Notary Project's own library says of an envelope. */
interface Report {
  readonly payloadType: string;
  readonly payload: string;
  readonly scheme: string;
  readonly signingTime: string;
  readonly expiry: string;
  readonly attributes: { key: string; critical: boolean; value: unknown }[];
  readonly signingAgent: string;
  readonly certificateHashes: string[];
}

describe("the Notary Project's own verifier", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "notation-"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** @throws Error with the verifier's words when it refuses. */
  async function verify(envelope: Envelope, root = aws.rootCertificate): Promise<Report> {
    execFileSync("go", ["build", "-o", join(folder, "verifier"), "."], { cwd: VERIFIER, stdio: "pipe" });
    writeFileSync(join(folder, "envelope.json"), JSON.stringify(envelope));
    writeFileSync(join(folder, "root.pem"), root);
    const { stdout } = await promisify(execFile)(join(folder, "verifier"), [
      join(folder, "envelope.json"),
      join(folder, "root.pem"),
    ]);
    return JSON.parse(stdout) as Report;
  }

  testWith(
    "go",
    "accepts the envelope, and refuses it changed or with another root",
    async () => {
      const profileVersionArn = await putNotationProfile("verified");
      const { jobId, signature } = await signPayload("verified");
      const envelope = envelopeOf(signature!);
      const job = await aws.signer.send(new DescribeSigningJobCommand({ jobId }));

      const report = await verify(envelope);
      expect(report).toMatchObject({
        payloadType: PAYLOAD_TYPE,
        payload: PAYLOAD,
        scheme: "notary.x509.signingAuthority",
        signingAgent: "",
      });
      expect(new Date(report.expiry)).toEqual(job.signatureExpiresAt);
      const signingTime = new Date(report.signingTime);
      const years = new Date(report.expiry).getUTCFullYear() - signingTime.getUTCFullYear();
      expect(years).toBe(3);
      expect(Math.abs(signingTime.getTime() - job.createdAt!.getTime())).toBeLessThan(1000);
      expect(Object.fromEntries(report.attributes.map(({ key, value }) => [key, value]))).toEqual({
        "io.cncf.notary.verificationPlugin": "com.amazonaws.signer.notation.plugin",
        "com.amazonaws.signer.signingProfileVersion": profileVersionArn,
        "com.amazonaws.signer.signingJob": jobArnOf(jobId!),
      });
      expect(report.attributes.every(({ critical }) => critical)).toBe(true);
      // AWS's chains have four certificates; the hashes are those that GetRevocationStatus takes.
      expect(report.certificateHashes).toHaveLength(4);
      expect(report.certificateHashes.every((hash) => /^[0-9a-f]{192}$/.test(hash))).toBe(true);

      const otherPayload = Buffer.from(PAYLOAD.replace("16724", "16725")).toString("base64url");
      await expect(verify({ ...envelope, payload: otherPayload })).rejects.toThrow(/signature is invalid/i);
      const otherHeader = { ...protectedOf(envelope), "io.cncf.notary.expiry": "2099-01-01T00:00:00Z" };
      await expect(
        verify({ ...envelope, protected: Buffer.from(JSON.stringify(otherHeader)).toString("base64url") }),
      ).rejects.toThrow(/signature is invalid/i);
      const other = await startHarness();
      try {
        await expect(verify(envelope, other.rootCertificate)).rejects.toThrow(
          /does not contain any trusted certificate/,
        );
      } finally {
        await other.stop();
      }
    },
    300_000,
  );
});

describe("SignPayload", () => {
  test("answers with a flattened JWS and a job that has no objects", async () => {
    const profileVersionArn = await putNotationProfile("images");
    const { jobId, jobOwner, metadata, signature } = await signPayload("images");
    expect(jobOwner).toBe(ACCOUNT);
    expect(Object.values(metadata!)).toEqual([profileVersionArn, jobArnOf(jobId!)]);

    const envelope = envelopeOf(signature!);
    expect(Object.keys(envelope).sort()).toEqual(["header", "payload", "protected", "signature"]);
    expect(Object.keys(envelope.header)).toEqual(["x5c"]);
    const header = protectedOf(envelope);
    expect(header).toMatchObject({ alg: "ES384", cty: PAYLOAD_TYPE });
    expect(header["io.cncf.notary.authenticSigningTime"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(header["io.cncf.notary.expiry"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    const job = await aws.signer.send(new DescribeSigningJobCommand({ jobId }));
    expect(job).toMatchObject({
      status: "Succeeded",
      statusReason: "Signing Succeeded",
      platformId: NOTATION_PLATFORM,
      platformDisplayName: "Notation for container registries",
      requestedBy: CALLER,
      jobOwner: ACCOUNT,
      jobInvoker: ACCOUNT,
    });
    expect(job.source).toBeUndefined();
    expect(job.signedObject).toBeUndefined();
    const { jobs } = await aws.signer.send(new ListSigningJobsCommand({ platformId: NOTATION_PLATFORM }));
    expect(jobs!.find((listed) => listed.jobId === jobId)).toMatchObject({
      signingMaterial: {},
      isRevoked: false,
      profileName: "images",
    });
  });

  test("takes payloads of 1 to 4096 bytes", async () => {
    await putNotationProfile("sizes");
    await signPayload("sizes", { payload: Buffer.alloc(1, "x") });
    await signPayload("sizes", { payload: Buffer.alloc(4096, "x") });
    for (const size of [0, 4097]) {
      expect(await errorOf(signPayload("sizes", { payload: Buffer.alloc(size, "x") }))).toMatchObject({
        name: "ValidationException",
        message: expect.stringContaining("payload") as string,
      });
    }
  });

  test("refuses other formats, other platforms, and profiles that can't sign", async () => {
    await putNotationProfile("picky");
    const format = "application/vnd.oci.descriptor.v1+json";
    expect(await errorOf(signPayload("picky", { payloadFormat: format }))).toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(format) as string,
    });
    await putProfile(aws, "packages");
    expect(await errorOf(signPayload("packages"))).toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(LAMBDA_PLATFORM) as string,
    });
    expect((await errorOf(signPayload("nobody"))).name).toBe("ResourceNotFoundException");
    await aws.signer.send(new CancelSigningProfileCommand({ profileName: "picky" }));
    expect(await errorOf(signPayload("picky"))).toMatchObject({ code: "ProfileNotActive" });
  });

  test("is what a Notation profile signs by: StartSigningJob refuses it", async () => {
    await putNotationProfile("no_objects");
    const start = new StartSigningJobCommand({
      source: { s3: { bucketName: BUCKET, key: "app.zip", version: "any" } },
      destination: { s3: { bucketName: BUCKET } },
      profileName: "no_objects",
    });
    expect(await errorOf(aws.signer.send(start))).toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(NOTATION_PLATFORM) as string,
    });
  });
});

describe("GetRevocationStatus", () => {
  const HASH = "ab".repeat(96);
  const status = async (profileVersionArn: string, jobId: string, signatureTimestamp = new Date()) => {
    const { revokedEntities } = await aws.signer.send(
      new GetRevocationStatusCommand({
        signatureTimestamp,
        platformId: NOTATION_PLATFORM,
        profileVersionArn,
        jobArn: jobArnOf(jobId),
        certificateHashes: [HASH, HASH],
      }),
    );
    return revokedEntities;
  };

  test("names the job, once its signature is revoked", async () => {
    const profileVersionArn = await putNotationProfile("job_revoked");
    const { jobId } = await signPayload("job_revoked");
    expect(await status(profileVersionArn, jobId!)).toEqual([]);
    await aws.signer.send(new RevokeSignatureCommand({ jobId, reason: "leak" }));
    expect(await status(profileVersionArn, jobId!)).toEqual([jobArnOf(jobId!)]);
    // Whenever it was made.
    expect(await status(profileVersionArn, jobId!, new Date(0))).toEqual([jobArnOf(jobId!)]);
  });

  test("names the profile's version for signatures after its revocation takes effect, by both clients", async () => {
    const profileVersionArn = await putNotationProfile("profile_revoked");
    const { jobId } = await signPayload("profile_revoked");
    const effectiveTime = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
    await aws.signer.send(
      new RevokeSigningProfileCommand({
        profileName: "profile_revoked",
        profileVersion: profileVersionArn.split("/").at(-1),
        reason: "leak",
        effectiveTime,
      }),
    );
    const after = new Date(effectiveTime.getTime() + 1000);
    const before = new Date(effectiveTime.getTime() - 1000);
    expect(await status(profileVersionArn, jobId!, after)).toEqual([profileVersionArn]);
    expect(await status(profileVersionArn, jobId!, before)).toEqual([]);

    // Botocore has the operation in two services, the newer of which has it alone.
    const answers = await boto3(
      aws.endpoint,
      `
import datetime
clients = [client("signer", inject_host_prefix=False), client("signer-data")]
def ask(service, moment):
    return service.get_revocation_status(
        signatureTimestamp=datetime.datetime.fromisoformat(moment), platformId="${NOTATION_PLATFORM}",
        profileVersionArn="${profileVersionArn}", jobArn="${jobArnOf(jobId!)}",
        certificateHashes=["${HASH}"])["revokedEntities"]
result = [ask(service, moment) for service in clients
          for moment in ("${after.toISOString().replace("Z", "+00:00")}", "${before.toISOString().replace("Z", "+00:00")}")]
`,
    );
    expect(answers).toEqual([[profileVersionArn], [], [profileVersionArn], []]);
  });

  test("knows nothing of what it never saw", async () => {
    const unknown = `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/never/abcdefghij`;
    expect(await status(unknown, "never")).toEqual([]);
  });

  const QUERY = {
    signatureTimestamp: "2026-01-31T12:00:00Z",
    platformId: NOTATION_PLATFORM,
    profileVersionArn: `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/images/abcdefghij`,
    jobArn: jobArnOf("some-job"),
    certificateHashes: HASH,
  };
  const ask = async (query: Record<string, string>) => {
    const response = await fetch(`${aws.endpoint}/revocations?${new URLSearchParams(query).toString()}`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/signer/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    return { status: response.status, body: (await response.json()) as { message?: string; code?: string } };
  };

  test("takes a request that has all five members", async () => {
    expect(await ask(QUERY)).toEqual({ status: 200, body: { revokedEntities: [] } });
  });

  test("refuses the Lambda platform", async () => {
    expect(await ask({ ...QUERY, platformId: LAMBDA_PLATFORM })).toEqual({
      status: 400,
      body: { message: `Invalid platformId: ${LAMBDA_PLATFORM}`, code: "ValidationException" },
    });
  });

  test.each(Object.keys(QUERY))("refuses a request without %s", async (name) => {
    const { status, body } = await ask(
      Object.fromEntries(Object.entries(QUERY).filter(([member]) => member !== name)),
    );
    expect(status).toBe(400);
    expect(body.message).toBe(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  });

  test.each([
    ["a date without a time", { signatureTimestamp: "2026-01-31" }],
    ["seconds", { signatureTimestamp: "1769860800" }],
    ["a day that isn't there", { signatureTimestamp: "2026-13-31T12:00:00Z" }],
    ["a short ARN", { jobArn: "arn:aws:signer" }],
    ["a long ARN", { jobArn: jobArnOf("x".repeat(2048)) }],
    ["a profile's ARN without its version", { profileVersionArn: QUERY.profileVersionArn.slice(0, -11) }],
    ["a profile's ARN for a job's", { jobArn: QUERY.profileVersionArn }],
    ["another partition's ARN", { jobArn: QUERY.jobArn.replace("arn:aws:", "arn:aws-us-gov:") }],
    ["an empty hash", { certificateHashes: "" }],
  ])("refuses %s", async (_case, wrong) => {
    const { status, body } = await ask({ ...QUERY, ...wrong });
    expect([status, body.code]).toEqual([400, "ValidationException"]);
  });
});
