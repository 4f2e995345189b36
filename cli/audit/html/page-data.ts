import { BY_GRAVITY, type Outcome } from "../../exit-codes";
import {
  type AuditedConfig,
  type AuditedFunction,
  type AuditedJob,
  type AuditedLayer,
  type AuditedProfile,
  type AuditedSignature,
  type AuditReport,
  type Finding,
  type NotRead,
  SEVERITIES,
  type Severity,
} from "../report";

/**
 * What the page's own script gets, as JSON: what many functions share is there once, and named by its place, so that
 * ten thousand of them stay a small file. As in the report, `null` says that there is none, an absent member that it
 * isn't known.
 */
export interface PageData {
  readonly generatedAt: string;
  readonly expiresBefore: string;
  readonly severities: readonly Severity[];
  readonly rules: readonly PageRule[];
  readonly findings: readonly PageFinding[];
  readonly functions: readonly PageFunction[];
  readonly notRead: readonly NotRead[];
  readonly configs: readonly AuditedConfig[];
  readonly signers: readonly PageSigner[];
  readonly layers: readonly PageLayer[];
}

export type PageRule = Pick<Finding, "id" | "title" | "severity" | "outcome" | "remedy">;

export interface PageFinding extends Pick<Finding, "resource" | "region" | "message" | "counts"> {
  /** Place in `rules`. */
  readonly rule: number;
  /** Places in `functions`. */
  readonly functions: readonly number[];
}

export interface PageFunction extends Omit<AuditedFunction, "config" | "signature" | "layers"> {
  /** The gravest outcome of its findings first; what isn't judged is `skipped`. */
  readonly statuses: readonly Status[];
  /** The gravest of its findings; `undefined` without any. */
  readonly severity?: Severity;
  /** Place in `configs`. */
  readonly config?: number | null;
  readonly signature: PageSignature | null;
  /** Places in `layers`. */
  readonly layers: readonly number[];
}

export interface PageSignature {
  /** Place in `signers`. */
  readonly signer: number;
  readonly job: AuditedJob;
  readonly signedAt?: string;
  readonly expiresAt?: string;
}

export interface PageSigner {
  /** ARN of the signing profile version. */
  readonly publisher: string | null;
  readonly profile: AuditedProfile;
}

export interface PageLayer extends Omit<AuditedLayer, "signature"> {
  readonly signature: PageSignature | null;
}

export type Status = Outcome | "skipped";

export function toPageData(report: AuditReport): PageData {
  const rules = new Shared<PageRule>();
  const configs = new Shared<AuditedConfig>();
  const signers = new Shared<PageSigner>();
  const layers = new Shared<PageLayer>();
  const places = new Map(report.functions.map(({ arn }, place) => [arn, place]));
  const findingsOf = byFunction(report.findings);

  const signature = (of: AuditedSignature | null): PageSignature | null => {
    if (!of) return null;
    const { publisher, profile, ...rest } = of;
    return { signer: signers.place({ publisher, profile }), ...rest };
  };
  const layer = ({ signature: of, ...rest }: AuditedLayer): number =>
    layers.place({ ...rest, signature: signature(of) });

  const functions = report.functions.map((audited): PageFunction => {
    const { config, signature: of, layers: ofFunction, ...rest } = audited;
    const findings = findingsOf.get(audited.arn) ?? [];
    const severity = SEVERITIES.find((one) => findings.some((finding) => finding.severity === one));
    return {
      ...rest,
      statuses: statusesOf(audited, findings),
      ...(severity ? { severity } : {}),
      ...(config === undefined ? {} : { config: config && configs.place(config) }),
      signature: signature(of),
      layers: ofFunction.map(layer),
    };
  });
  const findings = report.findings.map(
    ({
      id,
      title,
      severity,
      outcome,
      remedy,
      resource,
      region,
      message,
      counts,
      functions: arns,
    }): PageFinding => ({
      rule: rules.place({ id, title, severity, outcome, remedy }),
      resource,
      region,
      message,
      counts,
      functions: arns.flatMap((arn) => places.get(arn) ?? []),
    }),
  );
  const { generatedAt, policy, notRead } = report;
  return {
    generatedAt,
    expiresBefore: policy.expiresBefore,
    severities: SEVERITIES,
    rules: rules.all,
    findings,
    functions,
    notRead,
    configs: configs.all,
    signers: signers.all,
    layers: layers.all,
  };
}

/** Values that are there once each, by their place. */
class Shared<T> {
  readonly all: T[] = [];
  private readonly places = new Map<string, number>();

  place(value: T): number {
    const key = JSON.stringify(value);
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.all.push(value) - 1;
      this.places.set(key, place);
    }
    return place;
  }
}

function byFunction(findings: readonly Finding[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const arn of finding.functions) {
      const known = found.get(arn);
      if (known) known.push(finding);
      else found.set(arn, [finding]);
    }
  }
  return found;
}

function statusesOf(audited: AuditedFunction, findings: readonly Finding[]): Status[] {
  if (audited.level === "skip") return ["skipped"];
  const outcomes = new Set<Outcome>(findings.map(({ outcome }) => outcome));
  // Not fine: nobody knows.
  if (!isKnown(audited)) outcomes.add("incomplete");
  if (outcomes.size === 0) return ["fine"];
  return BY_GRAVITY.filter((outcome) => outcomes.has(outcome));
}

const isKnown = ({ config, signature, layers }: AuditedFunction): boolean =>
  config !== undefined && [signature, ...layers.map((layer) => layer.signature)].every(isSignatureKnown);

const isSignatureKnown = (signature: AuditedSignature | null): boolean =>
  signature === null ||
  (signature.profile.status !== undefined &&
    signature.profile.revokedFrom !== undefined &&
    signature.job.status !== undefined &&
    signature.job.revoked !== undefined &&
    signature.expiresAt !== undefined);
