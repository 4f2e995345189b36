import { EXIT_CODES, gravest, type Outcome } from "../exit-codes";
import { TOLERATED } from "../judge/finding";
import { counted, formatCount } from "../output/units";
import type { Level } from "../trust-policy";
import type { Publishers } from "../trust/publishers";
import type { FleetFacts, FleetFunction } from "./facts";
import {
  type AuditedFunction,
  type AuditedSignature,
  type AuditReport,
  type Finding,
  SEVERITIES,
  type Totals,
} from "./report";
import { RULES } from "./rules/catalogue";
import type { Code, ConfigInUse, RuleInput } from "./rules/rule";

export interface ReportOptions {
  readonly version: string;
  readonly regions: readonly string[];
  readonly startedAt: Date;
  readonly now: Date;
  readonly expiresBefore: Date;
  readonly policy: {
    readonly file: string | null;
    readonly publishers: Publishers | undefined;
    readonly level: Level;
    readonly levelOf: (functionName: string) => Level;
  };
}

/** Judges facts. */
export function makeReport(facts: FleetFacts, options: ReportOptions): AuditReport {
  const { policy, regions, now, startedAt, expiresBefore } = options;
  const functions = facts.functions.map((one) => auditedFunction(one, facts, policy.levelOf(one.name)));
  const judged = functions.filter(({ level }) => level !== "skip");
  const findings = findIn(
    {
      functions: judged,
      code: codeOf(judged),
      configs: configsInUse(facts, judged),
      profiles: [...facts.profiles.values()],
      publishers: policy.publishers,
      now,
      expiresBefore,
    },
    policy.level,
  );
  const { notRead } = facts;
  const totals = totalsOf(functions, findings, notRead.length);
  const outcome: Outcome = gravest([
    ...findings.filter(({ counts }) => counts).map((one) => one.outcome),
    ...(notRead.length > 0 ? (["incomplete"] as const) : []),
  ]);
  return {
    version: 1,
    generatedAt: now.toISOString(),
    startedAt: startedAt.toISOString(),
    tool: { name: "signed-lambda", version: options.version },
    account: facts.account,
    regions,
    policy: {
      file: policy.file,
      publishers: policy.publishers?.allowed ?? null,
      level: policy.level,
      expiresBefore: expiresBefore.toISOString(),
    },
    functions,
    findings,
    notRead,
    totals,
    outcome,
    exitCode: EXIT_CODES[outcome].code,
    verdict: verdictOf(totals, regions),
  };
}

function auditedFunction(one: FleetFunction, facts: FleetFacts, level: Level): AuditedFunction {
  const { config } = one;
  return {
    name: one.name,
    arn: one.arn,
    region: one.region,
    version: one.version,
    packageType: one.packageType,
    runtime: one.runtime ?? null,
    lastModified: isoTime(one.lastModified),
    level,
    ...(config === undefined ? {} : { config: config === null ? null : auditedConfig(config, facts) }),
    signature: signatureOf(one, facts),
    layers: one.layers.map((layer) => {
      const signature = signatureOf(layer, facts);
      return { arn: layer.arn, signed: signature !== null, signature };
    }),
  };
}

const auditedConfig = (arn: string, { configs }: FleetFacts) => ({
  arn,
  policy: configs.get(arn)?.policy ?? "unknown",
});

function signatureOf(
  {
    signingJobArn,
    signingProfileVersionArn: publisher,
  }: Pick<FleetFunction, "signingJobArn" | "signingProfileVersionArn">,
  facts: FleetFacts,
): AuditedSignature | null {
  if (!signingJobArn) return null;
  const job = facts.jobs.get(signingJobArn);
  const profile = facts.profiles.get(publisher ?? "");
  return {
    publisher: publisher ?? null,
    profile: {
      name: publisher?.split("/").at(-2) ?? null,
      ...(profile && { status: profile.status, revokedFrom: profile.revokedFrom }),
    },
    job: { arn: signingJobArn, ...(job && { status: job.status, revoked: job.revoked }) },
    ...(job?.signedAt && { signedAt: job.signedAt }),
    ...(job?.expiresAt && { expiresAt: job.expiresAt }),
  };
}

/** Lambda writes the offset without a colon. */
function isoTime(text: string | undefined): string | null {
  const time = new Date(text ?? "");
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function codeOf(functions: readonly AuditedFunction[]): Code[] {
  const layers = new Map<string, Code & { functions: AuditedFunction[] }>();
  const own = functions.map((one): Code => {
    for (const { arn, signature } of one.layers) {
      const layer = layers.get(arn);
      if (layer) layer.functions.push(one);
      else {
        const { region } = one;
        layers.set(arn, {
          kind: "layer",
          resource: arn,
          region,
          functions: [one],
          packageType: "Zip",
          signature,
        });
      }
    }
    const { arn: resource, region, packageType, signature } = one;
    return { kind: "function", resource, region, functions: [one], packageType, signature };
  });
  return [...own, ...layers.values()];
}

function configsInUse(
  { configs, functions: all }: FleetFacts,
  judged: readonly AuditedFunction[],
): ConfigInUse[] {
  const having = new Map<string, AuditedFunction[]>([...configs.keys()].map((arn) => [arn, []]));
  for (const one of judged) if (one.config) having.get(one.config.arn)?.push(one);
  const attached = new Set(all.map(({ config }) => config));
  return (
    [...configs.values()]
      .map((config) => ({ ...config, functions: having.get(config.arn)! }))
      // All its functions are skipped: so is it.
      .filter(({ arn, functions }) => functions.length > 0 || !attached.has(arn))
  );
}

function findIn(input: RuleInput, otherwise: Level): Finding[] {
  const found = RULES.flatMap((rule) =>
    rule.find(input).map(({ resource, region, functions, message }): Finding => {
      const levels = functions.length > 0 ? functions.map(({ level }) => level) : [otherwise];
      const { id, title, severity, outcome, remedy } = rule;
      return {
        ...{ id, title, severity, outcome, resource, region },
        functions: functions.map(({ arn }) => arn),
        ...{ message, remedy },
        counts: levels.some((level) => level !== "skip" && !TOLERATED[level].includes(outcome)),
      };
    }),
  );
  // Within a severity they keep the order of the rules, and of the functions.
  return SEVERITIES.flatMap((severity) => found.filter((finding) => finding.severity === severity));
}

function totalsOf(
  functions: readonly AuditedFunction[],
  findings: readonly Finding[],
  notRead: number,
): Totals {
  const count = (fits: (one: AuditedFunction) => unknown) => functions.filter(fits).length;
  const ofSeverity = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    functions: functions.length,
    skipped: count(({ level }) => level === "skip"),
    signed: count(({ signature }) => signature),
    unsigned: count(({ signature }) => !signature),
    enforced: count(({ config }) => config?.policy === "Enforce"),
    warned: count(({ config }) => config?.policy === "Warn"),
    withoutConfig: count(({ config }) => config === null),
    layers: new Set(functions.flatMap(({ layers }) => layers.map(({ arn }) => arn))).size,
    findings: {
      critical: ofSeverity("critical"),
      high: ofSeverity("high"),
      medium: ofSeverity("medium"),
      low: ofSeverity("low"),
    },
    counting: findings.filter(({ counts }) => counts).length,
    notRead,
  };
}

function verdictOf(totals: Totals, regions: readonly string[]): string {
  const found = SEVERITIES.reduce((sum, severity) => sum + totals.findings[severity], 0);
  const parts = SEVERITIES.filter((severity) => totals.findings[severity] > 0).map(
    (severity) => `${formatCount(totals.findings[severity])} ${severity}`,
  );
  const tolerated = found - totals.counting;
  const of = [...parts, ...(tolerated > 0 ? [`${formatCount(tolerated)} tolerated`] : [])].join(", ");
  return [
    `${counted(totals.functions, "function")} in ${regions.join(", ")}: ` +
      (found === 0 ? "nothing found" : `${counted(found, "finding")} (${of})`),
    ...(totals.skipped > 0 ? [`${formatCount(totals.skipped)} skipped`] : []),
    ...(totals.notRead > 0 ? [`${counted(totals.notRead, "thing")} could not be read`] : []),
  ].join("; ");
}
