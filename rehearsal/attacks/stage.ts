import {
  CreateCodeSigningConfigCommand,
  DeleteCodeSigningConfigCommand,
  type CodeSigningPolicy,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  CancelSigningProfileCommand,
  DescribeSigningJobCommand,
  PutSigningProfileCommand,
  RevokeSignatureCommand,
  StartSigningJobCommand,
  waitUntilSuccessfulSigningJob,
  type SignerClient,
} from "@aws-sdk/client-signer";
import type { Deployed, ObjectVersion } from "../deployed";

export interface SignedObject extends ObjectVersion {
  readonly jobId: string;
}

export interface Profile {
  readonly name: string;
  readonly versionArn: string;
}

/** What an attacker with an account's keys has at hand: the bucket, Signer, and code signing configs of their own. */
export class Stage {
  private readonly profiles: string[] = [];
  private readonly configs: string[] = [];

  constructor(
    private readonly clients: {
      readonly s3: S3Client;
      readonly signer: SignerClient;
      readonly lambda: LambdaClient;
    },
    readonly deployed: Deployed,
  ) {}

  /** The deployed function's package, before it was signed. */
  async unsigned(): Promise<ObjectVersion> {
    return this.upload("attacks/unsigned.zip", await this.download(this.deployed.unsignedObject));
  }

  /** A freshly signed copy of it. */
  async sign(profileName: string): Promise<SignedObject> {
    const unsigned = await this.unsigned();
    const { jobId = "" } = await this.clients.signer.send(
      new StartSigningJobCommand({
        profileName,
        source: { s3: { bucketName: unsigned.bucket, key: unsigned.key, version: unsigned.version } },
        destination: { s3: { bucketName: unsigned.bucket, prefix: "attacks/signed-" } },
      }),
    );
    await waitUntilSuccessfulSigningJob(
      { client: this.clients.signer, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
      { jobId },
    );
    const { signedObject } = await this.clients.signer.send(new DescribeSigningJobCommand({ jobId }));
    const { bucketName: bucket = "", key = "" } = signedObject?.s3 ?? {};
    const head = await this.clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return { bucket, key, version: head.VersionId ?? "", jobId };
  }

  async revoke(jobId: string, reason: string): Promise<void> {
    await this.clients.signer.send(new RevokeSignatureCommand({ jobId, reason }));
  }

  async download(object: { bucket: string; key: string; version?: string }): Promise<Buffer> {
    const { Body } = await this.clients.s3.send(
      new GetObjectCommand({ Bucket: object.bucket, Key: object.key, VersionId: object.version }),
    );
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  async upload(key: string, body: Buffer): Promise<ObjectVersion> {
    const bucket = this.deployed.bucket;
    const { VersionId = "" } = await this.clients.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }),
    );
    return { bucket, key, version: VersionId };
  }

  /** @param validityInDays how long its signatures are valid */
  async createProfile(name: string, validityInDays: number): Promise<Profile> {
    // Names of cancelled profiles stay taken, and the local AWS may be a kept one.
    const profileName = `${name}_${Date.now()}`;
    const { profileVersionArn = "" } = await this.clients.signer.send(
      new PutSigningProfileCommand({
        profileName,
        platformId: "AWSLambda-SHA384-ECDSA",
        signatureValidityPeriod: { type: "DAYS", value: validityInDays },
      }),
    );
    this.profiles.push(profileName);
    return { name: profileName, versionArn: profileVersionArn };
  }

  async createConfig(policy: CodeSigningPolicy, publishers: readonly string[]): Promise<string> {
    const { CodeSigningConfig } = await this.clients.lambda.send(
      new CreateCodeSigningConfigCommand({
        AllowedPublishers: { SigningProfileVersionArns: [...publishers] },
        CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
      }),
    );
    const arn = CodeSigningConfig?.CodeSigningConfigArn ?? "";
    this.configs.push(arn);
    return arn;
  }

  /** Takes away the configs and the profiles; the objects go with the bucket. */
  async clear(): Promise<void> {
    for (const arn of this.configs.splice(0)) {
      await this.clients.lambda.send(new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn: arn }));
    }
    for (const profileName of this.profiles.splice(0)) {
      await this.clients.signer.send(new CancelSigningProfileCommand({ profileName }));
    }
  }
}
