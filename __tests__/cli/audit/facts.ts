import type {
  FleetConfig,
  FleetFacts,
  FleetFunction,
  FleetJob,
  FleetProfile,
} from "../../../cli/audit/facts";
import { makeReport, type ReportOptions } from "../../../cli/audit/make-report";
import type { AuditReport } from "../../../cli/audit/report";
import type { Level } from "../../../cli/trust-policy";
import { Publishers } from "../../../cli/trust/publishers";

export const REGION = "eu-west-1";
export const NOW = new Date("2026-10-06T10:00:00Z");
export const lambda = (rest: string) => `arn:aws:lambda:${REGION}:123456789012:${rest}`;
export const CLAIMS = `arn:aws:signer:${REGION}:123456789012:/signing-profiles/claims/UqFTRcZGNs`;
export const OTHER = `arn:aws:signer:${REGION}:123456789012:/signing-profiles/other/ELAcw04kNv`;
export const JOB = `arn:aws:signer:${REGION}:123456789012:/signing-jobs/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11`;

export const enforce: FleetConfig = {
  arn: lambda("code-signing-config:csc-00000000000000001"),
  region: REGION,
  policy: "Enforce",
  publishers: [CLAIMS],
};
export const job: FleetJob = {
  arn: JOB,
  status: "Succeeded",
  signedAt: "2026-09-28T09:19:26Z",
  expiresAt: "2037-12-28T09:19:26Z",
  revoked: null,
};
export const profile: FleetProfile = { versionArn: CLAIMS, status: "Active", revokedFrom: null };

/** Signed by the one job under the one config, unless said otherwise. */
export const fleetFunction = (more: Partial<FleetFunction> = {}): FleetFunction => {
  const name = more.name ?? "submit-claim";
  return {
    name,
    arn: lambda(`function:${name}`),
    region: REGION,
    version: "$LATEST",
    packageType: "Zip",
    runtime: "nodejs22.x",
    lastModified: "2026-10-01T12:00:00.000+0000",
    signingJobArn: JOB,
    signingProfileVersionArn: CLAIMS,
    layers: [],
    config: enforce.arn,
    ...more,
  };
};
export const unsigned = { signingJobArn: undefined, signingProfileVersionArn: undefined };

export interface Fleet {
  readonly functions?: readonly FleetFunction[];
  readonly configs?: readonly FleetConfig[];
  readonly jobs?: readonly FleetJob[];
  readonly profiles?: readonly FleetProfile[];
  readonly notRead?: FleetFacts["notRead"];
  readonly publishers?: readonly string[];
  readonly levelOf?: (name: string) => Level;
  readonly options?: Partial<ReportOptions>;
}

/** The report on a fleet that is fine but for what is said. */
export function reportOn(fleet: Fleet): AuditReport {
  const { functions = [fleetFunction()], configs = [enforce], jobs = [job], profiles = [profile] } = fleet;
  return makeReport(
    {
      account: "123456789012",
      functions,
      configs: new Map(configs.map((one) => [one.arn, one])),
      jobs: new Map(jobs.map((one) => [one.arn, one])),
      profiles: new Map(profiles.map((one) => [one.versionArn, one])),
      notRead: fleet.notRead ?? [],
    },
    {
      version: "0.1.0",
      regions: [REGION],
      startedAt: NOW,
      now: NOW,
      expiresBefore: new Date(NOW.getTime() + 90 * 86_400_000),
      policy: {
        file: null,
        publishers: fleet.publishers && new Publishers(fleet.publishers),
        level: "strict",
        levelOf: fleet.levelOf ?? (() => "strict"),
      },
      ...fleet.options,
    },
  );
}
