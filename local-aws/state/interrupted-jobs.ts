import type { Clock } from "../clock";
import type { SignerState } from "../signer";

/** `statusReason` of jobs that were in progress when their local AWS ended; AWS has no such thing. */
export const INTERRUPTED = "The local AWS ended while the job was in progress. Start another one.";

/** Lets no job be in progress for ever: whoever worked on those that an earlier local AWS left is gone. */
export function failInterruptedJobs({ jobs }: Pick<SignerState, "jobs">, clock: Clock): void {
  for (const job of [...jobs.values()]) {
    if (job.status === "InProgress") {
      const completedAt = clock.now().getTime();
      jobs.set(job.arn, { ...job, status: "Failed", statusReason: INTERRUPTED, completedAt });
    }
  }
}
