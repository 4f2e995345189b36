import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { AwsRequest } from "../http";
import {
  BUCKET_NOT_ACCESSIBLE,
  JOB_NOT_FOUND,
  ONLY_SUCCEEDED_JOBS_ARE_REVOKED,
  PROFILE_NOT_ACTIVE,
  SOURCE_BUCKET_NOT_VERSIONED,
} from "../unconfirmed";
import { isInRegion, type SignerArns } from "./arns";
import { SignerError } from "./errors";
import { pageOf } from "./pages";
import { NOTATION_PLATFORM, platformOf } from "./platforms";
import type { FindProfile } from "./profiles";
import type {
  DescribeSigningJobInput,
  ListSigningJobsInput,
  RevokeSignatureInput,
  StartSigningJobInput,
} from "./requests";
import { S3Error, type S3Objects } from "./s3-objects";
import type { Signing } from "./signing";
import type { JobRecord, ProfileRecord, SignerState } from "./state";

/**
 * How long StartSigningJob waits for its job. The Terraform provider describes a job at once and, when it isn't done,
 * again only 20 seconds later.
 */
const GRACE_MILLISECONDS = 5000;

export class SigningJobs {
  constructor(
    private readonly accountId: string,
    private readonly arns: SignerArns,
    private readonly clock: Clock,
    private readonly objects: S3Objects,
    private readonly signing: Signing,
    private readonly findProfile: FindProfile,
    private readonly state: Pick<SignerState, "jobs" | "jobsByToken">,
  ) {}

  /** Starts a job, which goes on in the background when it takes longer than the grace. */
  async start(input: StartSigningJobInput, request: AwsRequest) {
    const earlier = this.startedWith(input.clientRequestToken, request);
    if (earlier) {
      return this.started(earlier);
    }
    const source = input.source.s3;
    if (source.version === "") {
      throw new SignerError(
        "ValidationException",
        "StartSigningJobRequest:source:version should not be empty",
        "InvalidJobParameters",
      );
    }
    const profile = this.usableProfile(input, request);
    await this.checkBuckets(source.bucketName, input.destination.s3.bucketName, request);

    // A second call with the token may have come in while the buckets were looked at. Nothing waits from here on
    // until the job is recorded.
    const meanwhile = this.startedWith(input.clientRequestToken, request);
    if (meanwhile) {
      return this.started(meanwhile);
    }
    const id = randomUUID();
    const job: JobRecord = {
      id,
      arn: this.arns.job(request.region, id),
      source,
      destination: input.destination.s3,
      profileArn: profile.arn,
      profileName: profile.name,
      profileVersion: profile.version,
      platformId: profile.platformId,
      requestedBy: request.callerArn,
      createdAt: this.clock.now().getTime(),
      status: "InProgress",
    };
    this.state.jobs.set(job.arn, job);
    this.state.jobsByToken.set(tokenKey(input.clientRequestToken, request), job.arn);
    await settledWithin(GRACE_MILLISECONDS, this.run(job, profile));
    return this.started(job);
  }

  describe({ jobId }: DescribeSigningJobInput, { region }: AwsRequest) {
    const job = this.require(region, jobId);
    return {
      ...this.summary(job),
      completedAt: seconds(job.completedAt),
      requestedBy: job.requestedBy,
      statusReason: job.statusReason,
      revocationRecord: job.revocation && { ...job.revocation, revokedAt: seconds(job.revocation.revokedAt) },
    };
  }

  list(input: ListSigningJobsInput, { region }: AwsRequest) {
    const wanted = [...this.state.jobs.values()].filter(
      (job) =>
        isInRegion(job.arn, region) &&
        (input.status ?? job.status) === job.status &&
        (input.platformId ?? job.platformId) === job.platformId &&
        (input.requestedBy ?? job.requestedBy) === job.requestedBy &&
        (input.jobInvoker ?? this.accountId) === this.accountId &&
        (input.isRevoked ?? isRevoked(job)) === isRevoked(job) &&
        (input.signatureExpiresBefore === undefined ||
          (job.signatureExpiresAt ?? Infinity) < input.signatureExpiresBefore) &&
        (input.signatureExpiresAfter === undefined ||
          (job.signatureExpiresAt ?? -Infinity) > input.signatureExpiresAfter),
    );
    const { items, nextToken } = pageOf(wanted, ({ arn }) => arn, input);
    return { jobs: items.map((job) => ({ ...this.summary(job), isRevoked: isRevoked(job) })), nextToken };
  }

  /** Ends trust in one signature, for good. A repetition changes nothing. */
  revokeSignature(input: RevokeSignatureInput, { region, callerArn }: AwsRequest): void {
    const job = this.require(region, input.jobId, input.jobOwner);
    if (job.status !== "Succeeded") {
      throw new SignerError("ValidationException", ONLY_SUCCEEDED_JOBS_ARE_REVOKED(job.id, job.status));
    }
    if (!job.revocation) {
      const revocation = {
        reason: input.reason,
        revokedAt: this.clock.now().getTime(),
        revokedBy: callerArn,
      };
      this.state.jobs.set(job.arn, { ...job, revocation });
    }
  }

  private async run(job: JobRecord, profile: ProfileRecord): Promise<void> {
    const outcome = await this.signing.run(job, profile);
    this.state.jobs.set(job.arn, { ...job, ...outcome, completedAt: this.clock.now().getTime() });
  }

  private usableProfile(
    { profileName, profileOwner }: StartSigningJobInput,
    { region }: AwsRequest,
  ): ProfileRecord {
    const isOurs = (profileOwner ?? this.accountId) === this.accountId;
    const profile = isOurs ? this.findProfile(region, profileName) : undefined;
    if (!profile) {
      throw new SignerError("ResourceNotFoundException", `profile with name ${profileName} does not exist`);
    }
    if (profile.status !== "Active") {
      throw new SignerError(
        "ValidationException",
        PROFILE_NOT_ACTIVE(profileName, profile.status),
        "ProfileNotActive",
      );
    }
    if (profile.platformId === NOTATION_PLATFORM) {
      throw new SignerError(
        "ValidationException",
        `StartSigningJob is not supported for platform ${NOTATION_PLATFORM}`,
      );
    }
    return profile;
  }

  /** AWS looks at the buckets before it takes a job, and at the objects only while the job runs. */
  private async checkBuckets(source: string, destination: string, request: AwsRequest): Promise<void> {
    const { isVersioned } = await this.accessibleBucket(source, request);
    if (!isVersioned) {
      throw new SignerError(
        "ValidationException",
        SOURCE_BUCKET_NOT_VERSIONED(source),
        "InvalidJobParameters",
      );
    }
    await this.accessibleBucket(destination, request);
  }

  private async accessibleBucket(bucket: string, request: AwsRequest): Promise<{ isVersioned: boolean }> {
    const described = await this.objects.describeBucket(request, bucket).catch((error: unknown) => {
      if (error instanceof S3Error) {
        return undefined;
      }
      throw error;
    });
    // Signing across Regions isn't supported by AWS.
    if (described?.region !== request.region) {
      throw new SignerError("ValidationException", BUCKET_NOT_ACCESSIBLE(bucket), "InvalidJobParameters");
    }
    return described;
  }

  private startedWith(token: string, request: AwsRequest): JobRecord | undefined {
    const arn = this.state.jobsByToken.get(tokenKey(token, request));
    return arn === undefined ? undefined : this.state.jobs.get(arn);
  }

  private started({ id }: JobRecord) {
    return { jobId: id, jobOwner: this.accountId };
  }

  private require(region: string, jobId: string, owner = this.accountId): JobRecord {
    const job = owner === this.accountId ? this.state.jobs.get(this.arns.job(region, jobId)) : undefined;
    if (!job) {
      throw new SignerError("ResourceNotFoundException", JOB_NOT_FOUND(jobId));
    }
    return job;
  }

  private summary(job: JobRecord) {
    return {
      jobId: job.id,
      source: { s3: job.source },
      signedObject:
        job.signedKey === undefined
          ? undefined
          : { s3: { bucketName: job.destination.bucketName, key: job.signedKey } },
      createdAt: seconds(job.createdAt),
      status: job.status,
      profileName: job.profileName,
      profileVersion: job.profileVersion,
      platformId: job.platformId,
      platformDisplayName: platformOf(job.platformId).displayName,
      signatureExpiresAt: seconds(job.signatureExpiresAt),
      jobOwner: this.accountId,
      jobInvoker: this.accountId,
    };
  }
}

const isRevoked = (job: JobRecord): boolean => job.revocation !== undefined;

/** Signer's wire format of times. */
function seconds(milliseconds: number): number;
function seconds(milliseconds: number | undefined): number | undefined;
function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

const tokenKey = (token: string, { region }: AwsRequest): string => `${region} ${token}`;

async function settledWithin(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
