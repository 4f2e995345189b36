import { accountOf, regionOf } from "../arns";
import type { AwsRequest } from "../http";
import { platformOf } from "./platforms";
import type { JobRecord, PayloadJobRecord, ProfileRecord } from "./state";

export type Job = JobRecord | PayloadJobRecord;

export const isRevoked = (job: Job): boolean => job.revocation !== undefined;

export const invokerOf = (job: Job): string => accountOf(job.requestedBy);

/** Both see a job that goes across accounts: who owns its profile, and who started it. */
export function isSeenBy(job: Job, caller: Pick<AwsRequest, "region" | "callerArn">): boolean {
  const account = accountOf(caller.callerArn);
  return (
    regionOf(job.arn) === caller.region && (accountOf(job.arn) === account || invokerOf(job) === account)
  );
}

/** What DescribeSigningJob and ListSigningJobs both say of a job. */
export function summaryOf(job: Job, profile: ProfileRecord | undefined) {
  return {
    jobId: job.id,
    source: job.source && { s3: job.source },
    signedObject: signedObjectOf(job),
    signingMaterial: profile?.signingMaterial,
    createdAt: seconds(job.createdAt),
    status: job.status,
    profileName: job.profileName,
    profileVersion: job.profileVersion,
    platformId: job.platformId,
    platformDisplayName: platformOf(job.platformId).displayName,
    signatureExpiresAt: seconds(job.signatureExpiresAt),
    jobOwner: accountOf(job.arn),
    jobInvoker: invokerOf(job),
  };
}

function signedObjectOf(job: Job) {
  return job.source && job.signedKey !== undefined
    ? { s3: { bucketName: job.destination.bucketName, key: job.signedKey } }
    : undefined;
}

/** Signer's wire format of times. */
export function seconds(milliseconds: number): number;
export function seconds(milliseconds: number | undefined): number | undefined;
export function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
