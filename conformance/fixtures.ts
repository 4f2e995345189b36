import { setTimeout as sleep } from "node:timers/promises";
import type { AwsClient, CallOptions, Input, Output } from "./clients/aws-client";
import { type Boto3, bytes } from "./clients/boto3";
import { text } from "./expect";

export const LAMBDA_PLATFORM = "AWSLambda-SHA384-ECDSA";
export const IOT_PLATFORM = "AWSIoTDeviceManagement-SHA256-ECDSA";
export const NOTATION_PLATFORM = "Notation-OCI-SHA384-ECDSA";

export interface Profile {
  readonly name: string;
  readonly version: string;
  readonly arn: string;
  readonly versionArn: string;
}

/** An object in a bucket. */
export interface Location {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

export interface Signed {
  readonly jobId: string;
  readonly jobArn: string;
  readonly zip: Buffer;
  readonly location: Location;
}

let lastNumber = 0;

/** A name that no other row uses. */
export const unique = (base: string): string => `${base}_${(++lastNumber).toString(36)}`;

/** What rows need before they can show anything. What they wait for, and S3, is asked by boto3, all else by the row's client. */
export class Fixtures {
  private buckets = new Map<string, Promise<string>>();

  constructor(
    private readonly client: AwsClient,
    private readonly boto3: Boto3,
    private readonly place: { readonly region: string; readonly accountId: string },
  ) {}

  signer(operation: string, input?: Input, options?: CallOptions): Promise<Output> {
    return this.client.call("signer", operation, input, options);
  }

  lambda(operation: string, input?: Input, options?: CallOptions): Promise<Output> {
    return this.client.call("lambda", operation, input, options);
  }

  /** A version-enabled bucket, one for all. */
  bucket(region = this.place.region): Promise<string> {
    let bucket = this.buckets.get(region);
    if (!bucket) {
      bucket = this.newBucket("Enabled", region);
      this.buckets.set(region, bucket);
    }
    return bucket;
  }

  async newBucket(
    versioning: "Enabled" | "Suspended" | undefined,
    region = this.place.region,
  ): Promise<string> {
    const Bucket = unique("bucket").replace("_", "-");
    const CreateBucketConfiguration = region === "us-east-1" ? undefined : { LocationConstraint: region };
    await this.boto3.call("s3", "CreateBucket", { Bucket, CreateBucketConfiguration }, { region });
    if (versioning) {
      const VersioningConfiguration = { Status: versioning };
      await this.boto3.call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration }, { region });
    }
    return Bucket;
  }

  async put(Body: Buffer, { key = `${unique("unsigned")}.zip`, bucket = "" } = {}): Promise<Location> {
    const Bucket = bucket || (await this.bucket());
    const { VersionId } = await this.boto3.call("s3", "PutObject", { Bucket, Key: key, Body });
    return { bucket: Bucket, key, version: (VersionId as string | undefined) ?? "null" };
  }

  async read(bucket: string, key: string): Promise<Buffer> {
    return bytes((await this.boto3.call("s3", "GetObject", { Bucket: bucket, Key: key })).Body);
  }

  async profile(more: Input = {}, options?: CallOptions): Promise<Profile> {
    const name = unique("profile");
    const made = await this.signer(
      "PutSigningProfile",
      { profileName: name, platformId: LAMBDA_PLATFORM, ...more },
      options,
    );
    return {
      name,
      version: text(made, "profileVersion"),
      arn: text(made, "arn"),
      versionArn: text(made, "profileVersionArn"),
    };
  }

  jobInput(source: Location, profileName: string, prefix = "signed/"): Input {
    return {
      source: { s3: { bucketName: source.bucket, key: source.key, version: source.version } },
      destination: { s3: { bucketName: source.bucket, prefix } },
      profileName,
      clientRequestToken: unique("token"),
    };
  }

  /** Starts a job and waits until it ends. @returns what DescribeSigningJob says then */
  async job(source: Location, profileName: string, prefix?: string): Promise<Output> {
    const { jobId } = await this.signer("StartSigningJob", this.jobInput(source, profileName, prefix));
    return this.endOf(jobId as string);
  }

  async endOf(jobId: string): Promise<Output> {
    for (let tries = 0; tries < 300; tries++) {
      const job = await this.signer("DescribeSigningJob", { jobId });
      if (job.status !== "InProgress") return job;
      await sleep(100);
    }
    throw new Error(`The job ${jobId} didn't end`);
  }

  async sign(zip: Buffer, profile: Pick<Profile, "name">): Promise<Signed> {
    const job = await this.job(await this.put(zip), profile.name);
    const bucket = text(job, "signedObject.s3.bucketName");
    const key = text(job, "signedObject.s3.key");
    const jobId = text(job, "jobId");
    const { region, accountId } = this.place;
    return {
      jobId,
      jobArn: `arn:aws:signer:${region}:${accountId}:/signing-jobs/${jobId}`,
      zip: await this.read(bucket, key),
      location: { bucket, key, version: "" },
    };
  }

  async config(policy: "Enforce" | "Warn", ...publishers: Pick<Profile, "versionArn">[]): Promise<string> {
    const created = await this.lambda("CreateCodeSigningConfig", {
      AllowedPublishers: { SigningProfileVersionArns: publishers.map(({ versionArn }) => versionArn) },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
    });
    return text(created, "CodeSigningConfig.CodeSigningConfigArn");
  }

  /** @returns the answer of CreateFunction, when the function is active */
  async create(
    name: string,
    code: Buffer | Location,
    more: Input = {},
    options?: CallOptions,
  ): Promise<Output> {
    const created = await this.lambda(
      "CreateFunction",
      {
        FunctionName: name,
        Role: `arn:aws:iam::${this.place.accountId}:role/function`,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: await this.codeOf(code),
        ...more,
      },
      options,
    );
    await this.settled(name, options);
    return created;
  }

  async update(
    name: string,
    code: Buffer | Location,
    more: Input = {},
    options?: CallOptions,
  ): Promise<Output> {
    const updated = await this.lambda(
      "UpdateFunctionCode",
      { FunctionName: name, ...(await this.codeOf(code)), ...more },
      options,
    );
    await this.settled(name.split(":").at(-1)!, options);
    return updated;
  }

  /** @returns ARN of the layer version */
  async layer(code: Buffer): Promise<Output> {
    return this.lambda("PublishLayerVersion", {
      LayerName: unique("layer"),
      Content: await this.codeOf(code),
    });
  }

  async settled(FunctionName: string, options?: CallOptions): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const got = await this.boto3.call("lambda", "GetFunctionConfiguration", { FunctionName }, options);
      if (got.State === "Active" && got.LastUpdateStatus === "Successful") return;
      await sleep(50);
    }
    throw new Error(`The function ${FunctionName} didn't become active`);
  }

  private async codeOf(code: Buffer | Location): Promise<Input> {
    const { bucket, key, version } = Buffer.isBuffer(code) ? await this.put(code) : code;
    return { S3Bucket: bucket, S3Key: key, S3ObjectVersion: version || undefined };
  }
}
