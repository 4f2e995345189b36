import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SignerClient, StartSigningJobCommand, PutSigningProfileCommand } from "@aws-sdk/client-signer";
import { ZipFile } from "yazl";
import { buffer } from "node:stream/consumers";
import { Clock } from "../../../local-aws/clock";
import { installEmulators, startEmulator, Upstream } from "../../../local-aws/emulators";
import { Front } from "../../../local-aws/front";
import { roleExistsIn } from "../../../local-aws/iam-roles";
import { createLambdaCodeSigning } from "../../../local-aws/lambda";
import { createSigner, S3Objects, type SignerOptions } from "../../../local-aws/signer";
import { createSigningAuthority } from "../../../signature";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
export const CALLER = `arn:aws:iam::${ACCOUNT}:user/release-engineer`;
/** Installing the emulators for the first time takes a minute or two. */
export const START_TIMEOUT = 600_000;
export const LAMBDA_PLATFORM = "AWSLambda-SHA384-ECDSA";
export const BUCKET = "artifacts";

export interface Harness {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly signer: SignerClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  /** PEM of the root of Signer's certificates. */
  readonly rootCertificate: string;
  devicePublicKey(algorithm: "ECDSA" | "RSA"): Promise<string>;
  /** Clients whose requests come from this user or role, of whatever account. */
  clientsOf(callerArn: string): { readonly signer: SignerClient; readonly s3: S3Client };
  stop(): Promise<void>;
}

/** Signer and Lambda's code signing over HTTP, with a real ministack behind them, and AWS's own clients before them. */
export async function startHarness(
  hooks: Pick<SignerOptions, "beforeJob" | "onJobStatusChange"> = {},
): Promise<Harness> {
  const python = await installEmulators({ workspace: ".local" });
  const workspace = mkdtempSync(join(tmpdir(), "local-aws-test-"));
  const clock = new Clock();
  const front = await Front.listen({
    port: 0,
    region: REGION,
    control: () => Promise.reject(new Error("This test has no control endpoints")),
  });
  const endpoint = `http://127.0.0.1:${front.port}`;
  const ministack = await startEmulator({
    name: "ministack",
    python,
    workspace,
    environment: {
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      GATEWAY_PORT: String(front.port),
      MINISTACK_HOST: "127.0.0.1",
      AWS_ENDPOINT_URL: endpoint,
      LOCAL_AWS_INTERNAL_SECRET: "test",
      SERVICES: "s3,lambda,iam,logs",
      LAMBDA_EXECUTOR: "local",
      DOCKER_HOST: "unix:///nonexistent",
    },
  });
  const upstream = new Upstream("ministack", ministack.port, "test");
  const authority = await createSigningAuthority({ region: REGION, now: clock.now() });
  const forward = upstream.send.bind(upstream);
  const objects = new S3Objects(upstream.open.bind(upstream), workspace);
  const signer = createSigner({ clock, authority, objects, roleExists: roleExistsIn(forward), ...hooks });
  const lambda = createLambdaCodeSigning({
    accountId: ACCOUNT,
    clock,
    signer,
    forward,
    objects,
    trustedRoots: [authority.rootCertificate],
  });
  const callers = new Map<string, string>();
  front.open({
    handlers: { signer: signer.handle, lambda: lambda.handle },
    upstreamOf: () => upstream,
    forward,
    callerArnOf: (accessKeyId) => Promise.resolve(callers.get(accessKeyId ?? "") ?? CALLER),
  });

  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    // SDKs set "data-" before the host name for GetRevocationStatus, which 127.0.0.1 has no use for.
    disableHostPrefix: true,
  };
  const clients = {
    signer: new SignerClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
  const others: { destroy(): void }[] = [];
  return {
    endpoint,
    clock,
    ...clients,
    rootCertificate: authority.rootCertificatePem,
    devicePublicKey: (algorithm) => signer.devicePublicKey(algorithm),
    clientsOf: (callerArn) => {
      const accessKeyId = `caller-${callers.size}`;
      callers.set(accessKeyId, callerArn);
      const account = callerArn.split(":")[4]!;
      const made = {
        signer: new SignerClient({ ...config, credentials: { accessKeyId, secretAccessKey: "test" } }),
        s3: new S3Client({
          ...config,
          forcePathStyle: true,
          credentials: { accessKeyId: account, secretAccessKey: "test" },
        }),
      };
      others.push(...Object.values(made));
      return made;
    },
    stop: async () => {
      [...Object.values(clients), ...others].forEach((client) => client.destroy());
      await front.close();
      upstream.close();
      await ministack.stop();
      rmSync(workspace, { recursive: true, force: true });
    },
  };
}

export async function createBucket({ s3 }: Harness, Bucket: string, versioned = true): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (versioned) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  }
}

/** @returns the version of the object. */
export async function putObject(
  { s3 }: Harness,
  Key: string,
  Body: Buffer,
  Bucket = BUCKET,
): Promise<string> {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return VersionId ?? "null";
}

/** @returns the profile's version ARN. */
export async function putProfile(
  { signer }: Harness,
  profileName: string,
  validity?: { value: number; type: "DAYS" | "MONTHS" | "YEARS" },
): Promise<string> {
  const { profileVersionArn } = await signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: LAMBDA_PLATFORM,
      signatureValidityPeriod: validity,
    }),
  );
  return profileVersionArn!;
}

/** Puts a package into the bucket and starts a job on it. @returns the job's id. */
export async function startJob(
  harness: Harness,
  profileName: string,
  zip: Buffer,
  key = "unsigned/app.zip",
): Promise<string> {
  const version = await putObject(harness, key, zip);
  const { jobId } = await harness.signer.send(
    new StartSigningJobCommand({
      source: { s3: { bucketName: BUCKET, key, version } },
      destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
      profileName,
    }),
  );
  return jobId!;
}

/** A package whose handler answers `answer`. */
export async function zipOf(answer: string, name = "index.js"): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(`exports.handler = async () => ${JSON.stringify(answer)};\n`), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** What an AWS client throws, with the members that both error shapes have. */
export interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** The error that a call ends in. @throws Error when it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<AwsError> {
  try {
    await call;
  } catch (error) {
    return error as AwsError;
  }
  throw new Error("Expected the call to be refused, and it succeeded");
}
