import { accountOf } from "../arns";
import type { Clock } from "../clock";
import type { AwsRequest } from "../http";
import { JOB_NOT_FOUND, ONLY_SUCCEEDED_JOBS_ARE_REVOKED } from "../unconfirmed";
import { jobArn, placeOf } from "./arns";
import { SignerError } from "./errors";
import { invokerOf, isRevoked, isSeenBy, type Job, seconds, summaryOf } from "./job-views";
import { pageOf } from "./pages";
import { isAllowed, notAuthorized } from "./profile-access";
import type { DescribeSigningJobInput, ListSigningJobsInput, RevokeSignatureInput } from "./requests";
import type { SignerState } from "./state";

/** The jobs that were started: what is told of them, and the revocation of their signatures. */
export class JobRecords {
  constructor(
    private readonly clock: Clock,
    private readonly state: Pick<SignerState, "jobs" | "profiles">,
  ) {}

  describe({ jobId }: DescribeSigningJobInput, request: AwsRequest) {
    const job =
      this.state.jobs.get(jobArn(placeOf(request), jobId)) ??
      [...this.state.jobs.values()].find((other) => other.id === jobId && isSeenBy(other, request));
    if (!job) {
      throw notFound(jobId);
    }
    const profile = this.state.profiles.get(job.profileArn);
    return {
      ...summaryOf(job, profile),
      overrides: profile?.overrides,
      signingParameters: profile?.signingParameters,
      completedAt: seconds(job.completedAt),
      requestedBy: job.requestedBy,
      statusReason: job.statusReason,
      revocationRecord: job.revocation && { ...job.revocation, revokedAt: seconds(job.revocation.revokedAt) },
    };
  }

  list(input: ListSigningJobsInput, request: AwsRequest) {
    const wanted = [...this.state.jobs.values()].filter((job) => isSeenBy(job, request) && fits(job, input));
    const { items, nextToken } = pageOf(wanted, ({ arn }) => arn, input);
    return { jobs: items.map((job) => this.listed(job)), nextToken };
  }

  /** Ends trust in one signature, for good. A repetition changes nothing. */
  revokeSignature({ jobId, jobOwner, reason }: RevokeSignatureInput, request: AwsRequest): void {
    const job = this.toRevoke(jobId, jobOwner, request);
    if (job.status !== "Succeeded") {
      throw new SignerError("ValidationException", ONLY_SUCCEEDED_JOBS_ARE_REVOKED(job.id, job.status));
    }
    if (!job.revocation) {
      const revocation = { reason, revokedAt: this.clock.now().getTime(), revokedBy: request.callerArn };
      this.state.jobs.set(job.arn, { ...job, revocation });
    }
  }

  private toRevoke(jobId: string, jobOwner: string | undefined, request: AwsRequest): Job {
    const own = placeOf(request);
    const arn = jobArn({ ...own, accountId: jobOwner ?? own.accountId }, jobId);
    const job = this.state.jobs.get(arn);
    if (accountOf(arn) === own.accountId) {
      if (!job) {
        throw notFound(jobId);
      }
      return job;
    }
    const profile = job && this.state.profiles.get(job.profileArn);
    if (!profile || !isAllowed(profile, "RevokeSignature", request.callerArn)) {
      throw notAuthorized(request.callerArn, "RevokeSignature", arn);
    }
    return job;
  }

  private listed(job: Job) {
    const summary = summaryOf(job, this.state.profiles.get(job.profileArn));
    // AWS lists an empty one for jobs of SignPayload.
    const signingMaterial = job.source ? summary.signingMaterial : {};
    return { ...summary, signingMaterial, isRevoked: isRevoked(job) };
  }
}

const notFound = (jobId: string): SignerError =>
  new SignerError("ResourceNotFoundException", JOB_NOT_FOUND(jobId));

function fits(job: Job, input: ListSigningJobsInput): boolean {
  return (
    (input.status ?? job.status) === job.status &&
    (input.platformId ?? job.platformId) === job.platformId &&
    (input.requestedBy ?? job.requestedBy) === job.requestedBy &&
    (input.jobInvoker ?? invokerOf(job)) === invokerOf(job) &&
    (input.isRevoked ?? isRevoked(job)) === isRevoked(job) &&
    (input.signatureExpiresBefore === undefined ||
      (job.signatureExpiresAt ?? Infinity) < input.signatureExpiresBefore) &&
    (input.signatureExpiresAfter === undefined ||
      (job.signatureExpiresAt ?? -Infinity) > input.signatureExpiresAfter)
  );
}
