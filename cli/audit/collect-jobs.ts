import { ListSigningJobsCommand } from "@aws-sdk/client-signer";
import { parseJobArn } from "../aws/arns";
import { mapConcurrently } from "../aws/each";
import { CALLS_AT_ONCE } from "../aws/fleet";
import { Failure } from "../failure";
import type { Collecting, Signed } from "./collect";
import type { FleetJob, FleetProfile } from "./facts";
import { readListing } from "./listing";
import type { Page } from "./state-file";

const PLATFORM = "AWSLambda-SHA384-ECDSA";
/** Signer's largest page: fewer jobs are asked for one by one. */
const PAGE = 25;
/** So many pages may tell of nothing that is deployed before the listing is given up. */
const PATIENCE = 20;

/**
 * Finds the signing jobs of what is deployed. Signer lists an account's jobs by 25, also those that nothing runs of any
 * more: its pages are read as long as each tells of at least one job that is wanted, which a call of its own would take.
 * Jobs that something is wrong with are asked for by themselves: listings tell no reason, and no closer time.
 */
export async function readJobs(
  collecting: Collecting,
  wanted: readonly Signed[],
  profiles: ReadonlyMap<string, FleetProfile>,
  account: string | null,
): Promise<Map<string, FleetJob>> {
  const listable = new Map<string, Signed[]>();
  for (const one of wanted) {
    const arn = parseJobArn(one.jobArn);
    if (arn?.accountId === account) listable.set(arn.region, [...(listable.get(arn.region) ?? []), one]);
  }
  const listed = await Promise.all(
    [...listable]
      .filter(([, signed]) => signed.length > PAGE)
      .map(([region, signed]) => listJobs(collecting, region, signed)),
  );
  const jobs = new Map(listed.flat().map((job) => [job.arn, job]));

  const toAsk = wanted.filter(({ jobArn, publisher }) => {
    const job = jobs.get(jobArn);
    return !job || job.revoked || profiles.get(publisher ?? "")?.revokedFrom;
  });
  await mapConcurrently(toAsk, CALLS_AT_ONCE, async ({ jobArn }) => {
    const job = await describeJob(collecting, jobArn);
    // What the listing has told stays known.
    if (job) jobs.set(jobArn, job);
  });
  return jobs;
}

async function listJobs(
  { signing: { clients }, state }: Collecting,
  region: string,
  signed: readonly Signed[],
): Promise<FleetJob[]> {
  const arns = new Map(signed.map(({ jobArn }) => [jobArn.split("/").pop()!, jobArn]));
  const isEnough = (pages: readonly Page<FleetJob>[]): boolean => {
    const found = pages.reduce((sum, { items }) => sum + items.length, 0);
    return found >= arns.size || found + PATIENCE <= pages.length;
  };
  const asked = { action: "signer:ListSigningJobs", about: `the signing jobs in ${region}`, region };
  const name = `jobs ${region}`;
  try {
    return await readListing<FleetJob>(state, {
      name,
      isEnough,
      page: (token) =>
        clients.ask(asked, async () => {
          const { jobs = [], nextToken } = await clients.signer(region).send(
            new ListSigningJobsCommand({
              status: "Succeeded",
              platformId: PLATFORM,
              maxResults: PAGE,
              ...(token ? { nextToken: token } : {}),
            }),
          );
          const items = jobs.flatMap((job): FleetJob[] => {
            const arn = arns.get(job.jobId ?? "");
            if (arn === undefined || !job.signatureExpiresAt) return [];
            return [
              {
                arn,
                status: job.status ?? "unknown",
                signedAt: job.createdAt?.toISOString() ?? null,
                expiresAt: job.signatureExpiresAt.toISOString(),
                revoked: job.isRevoked ? { at: null, reason: null } : null,
              },
            ];
          });
          return { items, next: nextToken || null };
        }),
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Nothing is lost: the others are asked for by themselves.
    return state.pages<FleetJob>(name).flatMap(({ items }) => items);
  }
}

async function describeJob(
  { signing, state, asking }: Collecting,
  jobArn: string,
): Promise<FleetJob | undefined> {
  const fact = `job ${jobArn}`;
  const kept = state.fact<FleetJob>(fact);
  if (kept) return kept;
  const about = `the signing job '${jobArn}'`;
  const parsed = parseJobArn(jobArn);
  return asking.read({ action: "signer:DescribeSigningJob", about, region: parsed?.region }, async () => {
    if (!parsed)
      throw new Failure("incomplete", `Lambda names ${about}, which is not an ARN that AWS Signer gives.`);
    const told = await signing.describeJob(parsed);
    const { status, createdAt, completedAt, signatureExpiresAt, revocationRecord } = told;
    const job: FleetJob = {
      arn: jobArn,
      status: status ?? "unknown",
      signedAt: (completedAt ?? createdAt)?.toISOString() ?? null,
      expiresAt: signatureExpiresAt?.toISOString() ?? null,
      revoked: revocationRecord
        ? {
            at: revocationRecord.revokedAt?.toISOString() ?? null,
            reason: revocationRecord.reason ?? null,
          }
        : null,
    };
    state.addFact(fact, job);
    return job;
  });
}
