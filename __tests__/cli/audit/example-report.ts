import type { AuditReport, AuditedFunction, AuditedSignature, Finding } from "../../../cli/audit/report";

const REGION = "eu-west-1";
const lambda = (rest: string) => `arn:aws:lambda:${REGION}:123456789012:${rest}`;
const signer = (rest: string) => `arn:aws:signer:${REGION}:123456789012:/${rest}`;
const ENFORCE = { arn: lambda("code-signing-config:csc-0f6c334abcdea4d8b"), policy: "Enforce" };
const WARN = { arn: lambda("code-signing-config:csc-0a1b2c3d4e5f60718"), policy: "Warn" };

function signature(
  name: string,
  job: string,
  expiresAt: string,
  more: Partial<AuditedSignature> = {},
): AuditedSignature {
  return {
    publisher: signer(`signing-profiles/${name}/UqFTRcZGNs`),
    profile: { name, status: "Active", revokedFrom: null },
    job: {
      arn: signer(`signing-jobs/${job}-3a94-4a29-8e5d-1d2b2b9a3c11`),
      status: "Succeeded",
      revoked: null,
    },
    signedAt: "2026-09-28T09:19:26Z",
    expiresAt,
    ...more,
  };
}

function audited(name: string, more: Partial<AuditedFunction>): AuditedFunction {
  return {
    name,
    arn: lambda(`function:${name}`),
    region: REGION,
    version: "$LATEST",
    packageType: "Zip",
    runtime: "nodejs22.x",
    lastModified: "2026-10-01T12:00:00Z",
    level: "strict",
    config: ENFORCE,
    signature: null,
    layers: [],
    ...more,
  };
}

const finding = (
  of: Pick<Finding, "id" | "title" | "severity" | "outcome" | "resource" | "message" | "remedy"> &
    Partial<Finding>,
): Finding => ({ region: REGION, functions: [of.resource], counts: true, ...of });

/** A small report as an audit of an account might write it: fine, unsigned, Warn, revoked, expired and unknown. */
export function exampleReport(): AuditReport {
  const layer = lambda("layer:shared:3");
  const functions = [
    audited("submit-claim", { signature: signature("claims", "0af5b0a8", "2037-12-28T09:19:26Z") }),
    audited("legacy-report", { config: null, runtime: "python3.12" }),
    audited("nightly", { config: WARN, signature: signature("claims", "1bf5b0a8", "2026-12-28T09:19:26Z") }),
    audited("expired", { signature: signature("for_a_day", "2cf5b0a8", "2026-10-02T09:19:26Z") }),
    audited("revoked <script>alert(1)</script>", {
      arn: lambda("function:revoked"),
      signature: signature("claims", "3df5b0a8", "2037-12-28T09:19:26Z", {
        job: {
          arn: signer("signing-jobs/3df5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11"),
          status: "Succeeded",
          revoked: { at: "2026-10-05T08:00:00Z", reason: "a secret got into the package" },
        },
      }),
    }),
    audited("layered", {
      signature: signature("claims", "4ef5b0a8", "2037-12-28T09:19:26Z"),
      layers: [{ arn: layer, signed: false, signature: null }],
    }),
    audited("not-known", {
      config: undefined,
      signature: {
        publisher: signer("signing-profiles/partner/AbCdEfGh12"),
        profile: { name: "partner" },
        job: { arn: signer("signing-jobs/5ff5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11") },
      },
    }),
    audited("sandbox", { level: "skip", config: null }),
  ];
  const findings = [
    finding({
      id: "SL011",
      title: "Signing job revoked, still deployed",
      severity: "critical",
      outcome: "revoked",
      resource: lambda("function:revoked"),
      message:
        "Its signing job 3df5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11 was revoked at 2026-10-05T08:00:00Z: a secret got into the package.",
      remedy: "Sign the package again, and deploy it.",
    }),
    finding({
      id: "SL004",
      title: "Unsigned layer",
      severity: "high",
      outcome: "unsigned",
      resource: layer,
      functions: [lambda("function:layered")],
      message: "Lambda reports no signing job for it. 1 function has it.",
      remedy: "Sign the layer's package, publish it as a new version, and attach that one.",
    }),
    finding({
      id: "SL001",
      title: "Unsigned function",
      severity: "high",
      outcome: "unsigned",
      resource: lambda("function:legacy-report"),
      message: "Lambda reports no signing job for its code.",
      remedy: "Sign its package with `signed-lambda sign`, and deploy the signed object.",
    }),
    finding({
      id: "SL009",
      title: "Signature expired",
      severity: "high",
      outcome: "expired",
      resource: lambda("function:expired"),
      message: "Its signature expired at 2026-10-02T09:19:26Z (4 days ago).",
      remedy: "Sign the package again, and deploy it.",
    }),
    finding({
      id: "SL006",
      title: "Code signing config under Warn",
      severity: "medium",
      outcome: "not-enforced",
      resource: WARN.arn,
      functions: [lambda("function:nightly")],
      message: "It says Warn: unsigned code can be deployed. 1 function has it.",
      remedy: "Set UntrustedArtifactOnDeployment to Enforce.",
    }),
    finding({
      id: "SL005",
      title: "Function without a code signing config",
      severity: "medium",
      outcome: "not-enforced",
      resource: lambda("function:legacy-report"),
      message: "It has no code signing config: unsigned code can be deployed.",
      remedy: "Attach a code signing config that says Enforce.",
    }),
    finding({
      id: "SL010",
      title: "Signature expires soon",
      severity: "low",
      outcome: "expired",
      resource: lambda("function:nightly"),
      message: "Its signature expires at 2026-12-28T09:19:26Z (in 82 days).",
      remedy: "Sign the package again, and deploy it.",
      counts: false,
    }),
  ];
  return {
    version: 1,
    generatedAt: "2026-10-06T10:00:30Z",
    startedAt: "2026-10-06T10:00:00Z",
    tool: { name: "signed-lambda", version: "0.1.0" },
    account: "123456789012",
    regions: [REGION],
    policy: {
      file: "trust-policy.json",
      publishers: ["arn:aws:signer:*:123456789012:/signing-profiles/claims/*"],
      level: "strict",
      expiresBefore: "2027-01-04T10:00:00Z",
    },
    functions,
    findings,
    notRead: [
      {
        what: "lambda:GetFunctionCodeSigningConfig on the function 'not-known'",
        why: "No permission for lambda:GetFunctionCodeSigningConfig on the function 'not-known'.",
      },
    ],
    totals: {
      functions: functions.length,
      skipped: 1,
      signed: 6,
      unsigned: 2,
      enforced: 4,
      warned: 1,
      withoutConfig: 2,
      layers: 1,
      findings: { critical: 1, high: 3, medium: 2, low: 1 },
      counting: 6,
      notRead: 1,
    },
    outcome: "revoked",
    exitCode: 14,
    verdict:
      "8 functions in eu-west-1: 7 findings (1 critical, 3 high, 2 medium, 1 low, 1 tolerated); 1 skipped; 1 thing could not be read",
  };
}
