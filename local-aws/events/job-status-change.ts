import { accountOf, regionOf } from "../arns";
import type { Forward } from "../http";
import type { JobRecord } from "../signer/state";
import { EVENT_WHEN_JOB_STARTS } from "../unconfirmed";
import { jsonCall } from "./json-call";

/**
 * Puts Signer's one event on the default bus, as its documentation shows it: keys of `detail` in snake case. Both
 * accounts get it when the profile is another account's.
 */
export async function putJobStatusChange(forward: Forward, job: JobRecord): Promise<void> {
  if (job.status === "InProgress" && !EVENT_WHEN_JOB_STARTS) {
    return;
  }
  const region = regionOf(job.arn);
  const entry = {
    Source: "aws.signer",
    DetailType: "Signer Job Status Change",
    Resources: [job.arn],
    Detail: JSON.stringify({
      job_id: job.id,
      destination: { bucketName: job.destination.bucketName, key: job.signedKey ?? job.destination.prefix },
      source: job.source,
      platform: job.platformId,
      status: job.status,
    }),
  };
  for (const accountId of new Set([accountOf(job.arn), accountOf(job.requestedBy)])) {
    await jsonCall(forward, {
      service: "events",
      target: "AWSEvents.PutEvents",
      region,
      accountId,
      body: { Entries: [entry] },
    });
  }
}
