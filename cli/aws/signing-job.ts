import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type DescribeSigningJobResponse, StartSigningJobCommand } from "@aws-sdk/client-signer";
import { Failure } from "../failure";
import type { SigningFacts } from "./signing-facts";

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5_000;
/** A job that was just started may not be found for some seconds. */
const NOT_FOUND_YET_MS = 15_000;

export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

/** Starts a job on an object version. @returns the job's id */
export async function startJob(
  { clients }: SigningFacts,
  job: {
    readonly source: ObjectVersion;
    readonly signedPrefix: string;
    readonly profileName: string;
    readonly profileOwner: string | undefined;
  },
): Promise<string> {
  const { source, signedPrefix, profileName, profileOwner } = job;
  const { jobId } = await clients.ask(
    { action: "signer:StartSigningJob", about: `the signing profile '${profileName}'` },
    () =>
      clients.signer().send(
        new StartSigningJobCommand({
          source: { s3: { bucketName: source.bucket, key: source.key, version: source.version } },
          destination: { s3: { bucketName: source.bucket, prefix: signedPrefix } },
          profileName,
          // The same through all of the SDK's attempts: however often it asks, one job starts.
          clientRequestToken: randomUUID(),
          ...(profileOwner ? { profileOwner } : {}),
        }),
      ),
  );
  if (!jobId) throw new Failure("internal", "Signer started a job, but didn't say which.");
  return jobId;
}

/**
 * Waits until a job has ended, asking less and less often.
 * @throws Failure when it failed, with Signer's own reason, or hasn't ended in time
 */
export async function waitForJob(
  signing: SigningFacts,
  jobId: string,
  timeoutMs: number,
): Promise<DescribeSigningJobResponse> {
  const started = Date.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.6, LONGEST_PAUSE_MS)) {
    const job = await describe(signing, jobId, Date.now() - started < NOT_FOUND_YET_MS);
    if (job?.status === "Succeeded") return job;
    if (job?.status === "Failed") {
      throw new Failure(
        /access ?denied/i.test(job.statusReason ?? "") ? "access-denied" : "internal",
        `The signing job ${jobId} failed. Signer says: ${job.statusReason ?? "nothing"}`,
      );
    }
    if (Date.now() - started + pause > timeoutMs) {
      throw new Failure(
        "incomplete",
        `The signing job ${jobId} hasn't ended after ${timeoutMs / 1000} seconds. It goes on: \`signed-lambda inspect ${jobId}\` says how it is.`,
      );
    }
    await sleep(pause);
  }
}

async function describe(
  signing: SigningFacts,
  jobId: string,
  mayBeMissing: boolean,
): Promise<DescribeSigningJobResponse | undefined> {
  try {
    return await signing.describeJob({ jobId, arn: jobId });
  } catch (error) {
    if (mayBeMissing && error instanceof Failure && error.outcome === "not-found") return undefined;
    throw error;
  }
}
