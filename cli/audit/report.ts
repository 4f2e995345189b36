import type { Outcome } from "../exit-codes";
import type { Level } from "../trust-policy";

/**
 * What an audit found, ready to be written as JSON: all times are ISO 8601 in UTC. Of what may be missing, `null` says
 * that there is none, and an absent member that it isn't known; then `notRead` says why.
 */
export interface AuditReport {
  /** Version of this form. */
  readonly version: 1;
  readonly generatedAt: string;
  /** When the oldest of its facts was read; earlier than `generatedAt` by more when an audit was resumed. */
  readonly startedAt: string;
  readonly tool: { readonly name: "signed-lambda"; readonly version: string };
  /** Account ID; `null` when nothing told it. */
  readonly account: string | null;
  readonly regions: readonly string[];
  readonly policy: PolicySummary;
  readonly functions: readonly AuditedFunction[];
  /** The gravest first. */
  readonly findings: readonly Finding[];
  readonly notRead: readonly NotRead[];
  readonly totals: Totals;
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** One sentence. */
  readonly verdict: string;
}

/** What was held against what was found. */
export interface PolicySummary {
  /** Path of the trust policy; `null` without one. */
  readonly file: string | null;
  /** Publishers that are allowed, as ARNs with `*` and `?`; `null`: any. */
  readonly publishers: readonly string[] | null;
  /** Level of what no pattern of the policy fits. */
  readonly level: Level;
  /** A signature that expires before is a finding. */
  readonly expiresBefore: string;
}

export interface AuditedFunction {
  readonly name: string;
  /** Ends with the version where published versions were asked for. */
  readonly arn: string;
  readonly region: string;
  /** `$LATEST`, or the number of a published one. */
  readonly version: string;
  /** `Zip` or `Image`. */
  readonly packageType: string;
  /** Such as `nodejs22.x`; `null` for a container image. */
  readonly runtime: string | null;
  readonly lastModified: string | null;
  /** Of the trust policy. */
  readonly level: Level;
  readonly config?: AuditedConfig | null;
  readonly signature: AuditedSignature | null;
  readonly layers: readonly AuditedLayer[];
}

export interface AuditedConfig {
  readonly arn: string;
  /** `Enforce` or `Warn`. */
  readonly policy: string;
}

/** A signature, as Lambda and Signer tell of it. */
export interface AuditedSignature {
  /** ARN of the signing profile version. */
  readonly publisher: string | null;
  readonly profile: AuditedProfile;
  readonly job: AuditedJob;
  /** When its signing job was started: Signer's listings tell no closer time. */
  readonly signedAt?: string;
  readonly expiresAt?: string;
}

export interface AuditedProfile {
  readonly name: string | null;
  /** `Active`, `Canceled` or `Revoked`. */
  readonly status?: string;
  /** Signatures from then on are not trusted; `null`: it isn't revoked. */
  readonly revokedFrom?: string | null;
}

export interface AuditedJob {
  readonly arn: string;
  /** `InProgress`, `Succeeded` or `Failed`. */
  readonly status?: string;
  /** `null`: it isn't revoked. */
  readonly revoked?: { readonly at: string | null; readonly reason: string | null } | null;
}

export interface AuditedLayer {
  /** Of the layer version. */
  readonly arn: string;
  readonly signed: boolean;
  readonly signature: AuditedSignature | null;
}

/** From the gravest on. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  /** Such as `SL001`; `cli/audit/rules/catalogue.ts` has them all. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly outcome: Exclude<Outcome, "fine">;
  /** ARN of what is to be put right: a function, a layer version, a code signing config or a signing profile. */
  readonly resource: string;
  readonly region: string;
  /** ARNs of the functions that it is about, as in `functions`; empty for a config that no function has. */
  readonly functions: readonly string[];
  readonly message: string;
  readonly remedy: string;
  /** Whether it counts for the exit code: the level of all its functions may tolerate it. */
  readonly counts: boolean;
}

export interface NotRead {
  /** Such as `signer:DescribeSigningJob on the signing job '…'`. */
  readonly what: string;
  readonly why: string;
}

export interface Totals {
  readonly functions: number;
  /** At the level `skip`: listed, and not judged. */
  readonly skipped: number;
  readonly signed: number;
  readonly unsigned: number;
  /** Functions under a config that says `Enforce`. */
  readonly enforced: number;
  /** Functions under a config that says `Warn`. */
  readonly warned: number;
  readonly withoutConfig: number;
  readonly layers: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings that count for the exit code. */
  readonly counting: number;
  readonly notRead: number;
}
