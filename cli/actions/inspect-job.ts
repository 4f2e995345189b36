import type { DescribeSigningJobResponse } from "@aws-sdk/client-signer";
import type { JobArn } from "../aws/arns";
import { SigningFacts } from "../aws/signing-facts";
import type { Result } from "../output/output";
import { formatTree, type Tree } from "../output/tree";
import { formatExpiry, formatTime } from "../output/units";
import type { Session } from "../session";

/** What a signing job says. Whatever it says, that it can be read is fine. */
export async function inspectJob(
  session: Session,
  asked: Pick<JobArn, "jobId" | "arn"> & { readonly region?: string },
): Promise<Result> {
  const job = await new SigningFacts(await session.clients()).describeJob(asked);
  // What the SDK adds of the request is no part of what the job says.
  const json = { ...job, $metadata: undefined };
  return {
    outcome: "fine",
    verdict: `signing job ${job.jobId}: ${job.status}${job.revocationRecord ? ", revoked" : ""}`,
    json: { job: json },
    text: () => formatTree({ label: `signing job ${job.jobId}`, children: jobTree(job, session.io.now()) }),
  };
}

function jobTree(job: DescribeSigningJobResponse, now: Date): Tree[] {
  const { source, signedObject, revocationRecord } = job;
  const line = (name: string, value: string | undefined): Tree[] =>
    value === undefined ? [] : [{ label: `${name} ${value}` }];
  return [
    ...line("status", job.status),
    ...line("reason", job.statusReason),
    ...line("platform", job.platformId),
    ...line("profile", job.profileName && `${job.profileName}, version ${job.profileVersion}`),
    ...line("requested by", job.requestedBy),
    ...line("created", job.createdAt && formatTime(job.createdAt)),
    ...line("completed", job.completedAt && formatTime(job.completedAt)),
    ...line("signature expires", job.signatureExpiresAt && formatExpiry(job.signatureExpiresAt, now)),
    ...line(
      "read",
      source?.s3 && `s3://${source.s3.bucketName}/${source.s3.key}, version ${source.s3.version}`,
    ),
    ...line("wrote", signedObject?.s3 && `s3://${signedObject.s3.bucketName}/${signedObject.s3.key}`),
    ...(revocationRecord
      ? [
          {
            label: "revoked",
            children: [
              ...line("at", revocationRecord.revokedAt && formatTime(revocationRecord.revokedAt)),
              ...line("by", revocationRecord.revokedBy),
              ...line("reason", revocationRecord.reason),
            ],
          },
        ]
      : []),
  ];
}
