import {
  ListProfilePermissionsCommand,
  paginateListSigningJobs,
  type Permission,
  type SigningJob,
} from "@aws-sdk/client-signer";
import { Failure } from "../failure";
import { isRead, reading, type Read, unreadOf, valueOf } from "../aws/read";
import { profileFacts, SigningFacts } from "../aws/signing-facts";
import type { AwsClients } from "../aws/clients";
import { gravest, type Outcome } from "../exit-codes";
import type { Result } from "../output/output";
import { formatPairs, formatTable } from "../output/table";
import { printable } from "../output/terminal";
import { counted, formatExpiry, formatTime } from "../output/units";
import type { Session } from "../session";
import type { ProfileOptions } from "../verbs/profile";

/** Signer lists jobs of all profiles, 25 at a time: this many are looked through, and no more. */
const MAXIMUM_JOBS_READ = 2_500;
const LAMBDA_PLATFORM = "AWSLambda-SHA384-ECDSA";

interface Jobs {
  readonly last: readonly SigningJob[];
  /** Whether older ones may have been left out. */
  readonly isAll: boolean;
}

export async function profileHealth(
  session: Session,
  name: string,
  options: ProfileOptions,
): Promise<Result> {
  const wanted = readCount(options.jobs);
  if (!/^[A-Za-z0-9_]{2,64}$/.test(name)) {
    throw new Failure(
      "usage",
      `Expected a signing profile's name, 2 to 64 letters, digits and '_', got: '${name}'.`,
    );
  }
  const clients = await session.clients();
  const signing = new SigningFacts(clients);
  const profile = await signing.getProfile({ name, ...(options.owner ? { owner: options.owner } : {}) });
  const facts = profileFacts(name, profile);
  const [permissions, jobs] = await Promise.all([
    readPermissions(clients, name),
    readJobs(clients, name, wanted),
  ]);

  const now = session.io.now();
  const unread = [...unreadOf(permissions), ...unreadOf(jobs)];
  const outcome = gravest([
    facts.status === "Active" ? "fine" : "revoked",
    ...(unread.length > 0 ? ["incomplete" as const] : []),
  ] satisfies Outcome[]);
  const validity = profile.signatureValidityPeriod;
  const summary = summaryOf(valueOf(jobs)?.last ?? [], now);
  return {
    outcome,
    verdict:
      `signing profile ${name}: ${facts.status}${facts.status === "Active" ? "" : ", it can't sign"}` +
      (unread.length > 0 ? `; ${counted(unread.length, "thing")} could not be read` : ""),
    json: {
      profile: {
        name,
        arn: profile.arn,
        versionArn: profile.profileVersionArn,
        status: facts.status,
        statusReason: profile.statusReason,
        platformId: profile.platformId,
        signatureValidityPeriod: validity,
        revoked: facts.revoked,
      },
      permissions: valueOf(permissions),
      jobs: isRead(jobs) && { ...summary, isAll: jobs.value.isAll },
      unread,
    },
    text: (paint) => [
      paint("bold", `signing profile ${name}`),
      ...formatPairs([
        ["status", [facts.status, profile.statusReason].filter(Boolean).join(", ")],
        ["version", profile.profileVersionArn ?? "-"],
        ["platform", profile.platformId ?? "-"],
        ["valid for", validity ? `${validity.value} ${validity.type?.toLowerCase()}` : "not known"],
        ...(facts.revoked?.effectiveFrom
          ? [["revoked from", formatTime(facts.revoked.effectiveFrom)] as const]
          : []),
        ["who may sign", permissionsText(permissions)],
        ["last jobs", jobsText(jobs, summary)],
        ...(summary.firstExpiry ? [["first expiry", formatExpiry(summary.firstExpiry, now)] as const] : []),
        ...(summary.lastExpiry ? [["last expiry", formatExpiry(summary.lastExpiry, now)] as const] : []),
      ]),
      ...jobTable(valueOf(jobs)?.last ?? []),
      ...unread.map(
        ({ action, reason }) => `${paint("yellow", "not known")} ${action}: ${printable(reason)}`,
      ),
      "",
    ],
  };
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MAXIMUM_JOBS_READ) {
    throw new Failure(
      "usage",
      `Expected --jobs to be a number from 1 to ${MAXIMUM_JOBS_READ}, got: '${text}'.`,
    );
  }
  return count;
}

function readPermissions(clients: AwsClients, profileName: string): Promise<Read<Permission[]>> {
  const asked = { action: "signer:ListProfilePermissions", about: `the signing profile '${profileName}'` };
  return reading(asked, async () => {
    const all: Permission[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const page = await clients.ask(asked, () =>
          clients.signer().send(new ListProfilePermissionsCommand({ profileName, nextToken })),
        );
        all.push(...(page.permissions ?? []));
        nextToken = page.nextToken;
      } while (nextToken);
    } catch (error) {
      // That is how Signer says that there are none.
      if (!(error instanceof Failure) || error.outcome !== "not-found") throw error;
    }
    return all;
  });
}

function readJobs(clients: AwsClients, name: string, wanted: number): Promise<Read<Jobs>> {
  const asked = { action: "signer:ListSigningJobs", about: `the jobs of the signing profile '${name}'` };
  return reading(asked, () =>
    clients.ask(asked, async () => {
      const last: SigningJob[] = [];
      let read = 0;
      const pages = paginateListSigningJobs({ client: clients.signer() }, { platformId: LAMBDA_PLATFORM });
      for await (const { jobs = [] } of pages) {
        last.push(...jobs.filter(({ profileName }) => profileName === name));
        read += jobs.length;
        if (last.length >= wanted || read >= MAXIMUM_JOBS_READ) {
          return { last: last.slice(0, wanted), isAll: false };
        }
      }
      return { last, isAll: true };
    }),
  );
}

function summaryOf(jobs: readonly SigningJob[], now: Date) {
  const count = (status: string) => jobs.filter((job) => job.status === status).length;
  const expiries = jobs
    .filter(({ status, isRevoked }) => status === "Succeeded" && !isRevoked)
    .flatMap(({ signatureExpiresAt }) => signatureExpiresAt ?? [])
    .filter((time) => time > now)
    .sort((one, other) => one.getTime() - other.getTime());
  const succeeded = count("Succeeded");
  const failed = count("Failed");
  return {
    count: jobs.length,
    succeeded,
    failed,
    inProgress: count("InProgress"),
    revoked: jobs.filter(({ isRevoked }) => isRevoked).length,
    /** Of those that ended; `undefined` when none did. */
    successRate: succeeded + failed > 0 ? succeeded / (succeeded + failed) : undefined,
    /** Of the signatures that are valid. */
    firstExpiry: expiries[0],
    lastExpiry: expiries.at(-1),
  };
}

function permissionsText(permissions: Read<Permission[]>): string {
  if (!isRead(permissions)) return "not known";
  if (permissions.value.length === 0) return "its own account only (as IAM allows there)";
  const lines = permissions.value.map(({ action, principal }) => `${principal} may ${action}`);
  return ["its own account (as IAM allows there)", ...lines].join("; ");
}

function jobsText(jobs: Read<Jobs>, summary: ReturnType<typeof summaryOf>): string {
  if (!isRead(jobs)) return "not known";
  const { count, succeeded, failed, inProgress, revoked, successRate } = summary;
  if (count === 0) {
    return jobs.value.isAll ? "none" : `none among the last ${MAXIMUM_JOBS_READ} of all profiles`;
  }
  const rate = successRate === undefined ? "" : `, ${Math.round(successRate * 100)} % succeeded`;
  return `${count}${rate} (${succeeded} succeeded, ${failed} failed, ${inProgress} in progress, ${revoked} revoked)`;
}

const FIRST_JOBS = 5;

function jobTable(jobs: readonly SigningJob[]): string[] {
  if (jobs.length === 0) return [];
  const rows = [...jobs]
    .sort((one, other) => (other.createdAt?.getTime() ?? 0) - (one.createdAt?.getTime() ?? 0))
    .slice(0, FIRST_JOBS)
    .map(({ jobId, status, isRevoked, createdAt, source }) => [
      jobId ?? "-",
      `${status}${isRevoked ? ", revoked" : ""}`,
      createdAt ? formatTime(createdAt) : "-",
      source?.s3 ? `s3://${source.s3.bucketName}/${source.s3.key}` : "-",
    ]);
  return formatTable(["JOB", "STATUS", "CREATED", "SOURCE"], rows).map((line) => `  ${line}`);
}
