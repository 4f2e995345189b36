import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { accountOf } from "../arns";
import type { Clock } from "../clock";
import type { AwsRequest } from "../http";
import {
  BUCKET_NOT_ACCESSIBLE,
  SOURCE_BUCKET_NOT_VERSIONED,
  TOKEN_REUSED,
  TOKEN_WITH_OTHER_PARAMETERS,
} from "../unconfirmed";
import { jobArn, placeOf, profileArn } from "./arns";
import { SignerError } from "./errors";
import type { ProfileAccess } from "./profile-access";
import type { StartSigningJobInput } from "./requests";
import { S3Error, type S3Objects } from "../s3";
import type { Signing } from "./signing";
import type { JobRecord, ProfileRecord, SignerState } from "./state";

/**
 * How long StartSigningJob waits for its job. The Terraform provider describes a job at once and, when it isn't done,
 * again only 20 seconds later.
 */
const GRACE_MILLISECONDS = 5000;
/** With more jobs under way than this, which take a second or two when they are small, it doesn't wait. */
const MOST_WAITED_FOR = 64;
/** How long until a job's end that couldn't be written is tried again. */
const RECORD_AGAIN_MILLISECONDS = 1000;

/** Who wants to have a hand in the jobs of StartSigningJob, or to hear of them. SignPayload's are over at once. */
export interface JobHooks {
  /** Awaited before a job's work begins; a rejection fails the job, and its message is the status reason. */
  readonly beforeJob?: (job: JobRecord) => Promise<void>;
  /** Called when a job was started and when it ended. It must not throw. */
  readonly onJobStatusChange?: (job: JobRecord) => void;
}

export class SigningJobs {
  private underWay = 0;

  constructor(
    private readonly clock: Clock,
    private readonly objects: S3Objects,
    private readonly signing: Signing,
    private readonly profiles: ProfileAccess,
    private readonly state: Pick<SignerState, "jobs" | "jobsByToken">,
    private readonly hooks: JobHooks,
  ) {}

  /** Starts a job, which goes on in the background when it takes longer than the grace. */
  async start(input: StartSigningJobInput, request: AwsRequest) {
    const earlier = this.startedWith(input, request);
    if (earlier) {
      return started(earlier);
    }
    const source = input.source.s3;
    if (source.version === "") {
      throw new SignerError(
        "ValidationException",
        "StartSigningJobRequest:source:version should not be empty",
        "InvalidJobParameters",
      );
    }
    const profile = this.profiles.toSignWith(request, input, "StartSigningJob");
    await this.checkBuckets(source.bucketName, input.destination.s3.bucketName, request);

    // A second call with the token may have come in while the buckets were looked at. Nothing waits from here on
    // until the job is recorded.
    const meanwhile = this.startedWith(input, request);
    if (meanwhile) {
      return started(meanwhile);
    }
    const id = randomUUID();
    const job: JobRecord = {
      id,
      // The profile's owner owns the jobs, whoever starts them.
      arn: jobArn({ region: request.region, accountId: accountOf(profile.arn) }, id),
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
    // The token first: should the second not be written, there is no job that nobody is at.
    this.state.jobsByToken.set(tokenKey(input.clientRequestToken, request), job.arn);
    this.state.jobs.set(job.arn, job);
    this.hooks.onJobStatusChange?.(job);
    const work = this.run(job, profile);
    // Behind many others a job won't be done in time: nobody is made to wait for that.
    if (this.underWay <= MOST_WAITED_FOR) {
      await settledWithin(GRACE_MILLISECONDS, work);
    }
    return started(job);
  }

  /** Never rejects: nobody waits for a job that takes long. */
  private async run(job: JobRecord, profile: ProfileRecord): Promise<void> {
    this.underWay++;
    const outcome = await this.outcomeOf(job, profile);
    this.underWay--;
    const ended: JobRecord = { ...job, ...outcome, completedAt: this.clock.now().getTime() };
    await this.record(ended);
    this.hooks.onJobStatusChange?.(ended);
  }

  /** The job is in progress until its end can be written, on a full disk until there is space again. */
  private async record(ended: JobRecord): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        this.state.jobs.set(ended.arn, ended);
        return;
      } catch (error) {
        if (isFirst) {
          process.stderr.write(
            `The end of signing job ${ended.id} (${ended.status}) could not be recorded, and is tried again: ${(error as Error).message}\n`,
          );
        }
        await sleep(RECORD_AGAIN_MILLISECONDS, undefined, { ref: false });
      }
    }
  }

  private async outcomeOf(job: JobRecord, profile: ProfileRecord) {
    try {
      await this.hooks.beforeJob?.(job);
    } catch (error) {
      return {
        status: "Failed",
        statusReason: error instanceof Error ? error.message : String(error),
      } as const;
    }
    return this.signing.run(job, profile);
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

  /** The job that a call with the same token has started. */
  private startedWith(input: StartSigningJobInput, request: AwsRequest): JobRecord | undefined {
    const arn = this.state.jobsByToken.get(tokenKey(input.clientRequestToken, request));
    const job = arn === undefined ? undefined : this.state.jobs.get(arn);
    if (!job?.source) {
      return undefined;
    }
    if (TOKEN_WITH_OTHER_PARAMETERS === "refused" && !isOf(job, input, request)) {
      throw new SignerError("ValidationException", TOKEN_REUSED(input.clientRequestToken));
    }
    return job;
  }
}

const started = ({ id, arn }: JobRecord) => ({ jobId: id, jobOwner: accountOf(arn) });

function isOf(job: JobRecord, input: StartSigningJobInput, request: AwsRequest): boolean {
  const own = placeOf(request);
  const profile = profileArn({ ...own, accountId: input.profileOwner ?? own.accountId }, input.profileName);
  return (
    job.profileArn === profile &&
    JSON.stringify([job.source, job.destination]) === JSON.stringify([input.source.s3, input.destination.s3])
  );
}

function tokenKey(token: string, request: AwsRequest): string {
  const { region, accountId } = placeOf(request);
  return `${region} ${accountId} ${token}`;
}

async function settledWithin(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
