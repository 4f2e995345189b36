import { EXIT_CODES } from "../../../cli/exit-codes";
import { RULES } from "../../../cli/audit/rules/catalogue";
import {
  CLAIMS,
  enforce,
  type Fleet,
  fleetFunction,
  job,
  JOB,
  lambda,
  OTHER,
  profile,
  reportOn,
  unsigned,
} from "./facts";

const ids = (fleet: Fleet) => reportOn(fleet).findings.map(({ id }) => id);
const withLayer = (signed: object, more: Parameters<typeof fleetFunction>[0] = {}) =>
  fleetFunction({
    ...more,
    layers: [
      { arn: lambda("layer:shared:3"), signingJobArn: JOB, signingProfileVersionArn: CLAIMS, ...signed },
    ],
  });
const warn = { ...enforce, policy: "Warn" };
const revoked = { ...job, revoked: { at: "2026-10-05T08:00:00Z", reason: "a secret got in" } };
const profileRevokedFrom = (revokedFrom: string) => [{ versionArn: CLAIMS, status: "Revoked", revokedFrom }];

/** Each rule: a fleet in which it finds something, all that is found there, and one that only just is none for it. */
const CASES: readonly [id: string, finds: Fleet, found: readonly string[], not: Fleet][] = [
  ["SL001", { functions: [fleetFunction({ ...unsigned, config: null })] }, ["SL001", "SL005"], {}],
  [
    "SL002",
    { functions: [fleetFunction(unsigned)] },
    ["SL001", "SL002"],
    { functions: [fleetFunction({ ...unsigned, config: null })] },
  ],
  [
    "SL003",
    { functions: [fleetFunction({ ...unsigned, packageType: "Image", config: null })] },
    ["SL003"],
    { functions: [fleetFunction(unsigned)] },
  ],
  ["SL004", { functions: [withLayer(unsigned)] }, ["SL004"], { functions: [withLayer({})] }],
  [
    "SL005",
    { functions: [fleetFunction({ config: null })] },
    ["SL005"],
    // Not known is not none.
    { functions: [fleetFunction({ config: undefined })] },
  ],
  ["SL006", { configs: [warn] }, ["SL006"], {}],
  ["SL007", { publishers: [OTHER] }, ["SL007"], { publishers: [CLAIMS.replace(/\w+$/, "*")] }],
  [
    "SL008",
    { configs: [{ ...enforce, publishers: [OTHER] }] },
    ["SL008"],
    { configs: [{ ...enforce, publishers: [OTHER, CLAIMS] }] },
  ],
  [
    "SL009",
    { jobs: [{ ...job, expiresAt: "2026-10-06T10:00:00Z" }] },
    ["SL009"],
    { jobs: [{ ...job, expiresAt: "2026-10-06T10:00:01Z" }] },
  ],
  [
    "SL010",
    { jobs: [{ ...job, expiresAt: "2027-01-04T09:59:59Z" }] },
    ["SL010"],
    { jobs: [{ ...job, expiresAt: "2027-01-04T10:00:00Z" }] },
  ],
  ["SL011", { jobs: [revoked] }, ["SL011"], {}],
  [
    "SL012",
    { profiles: profileRevokedFrom("2026-09-28T09:19:26Z") },
    ["SL012", "SL015"],
    { profiles: profileRevokedFrom("2026-09-28T09:19:27Z") },
  ],
  ["SL013", { jobs: [{ ...job, status: "Failed" }] }, ["SL013"], { jobs: [] }],
  [
    "SL014",
    { profiles: [{ ...profile, status: "Canceled" }] },
    ["SL014"],
    { profiles: [{ versionArn: OTHER, status: "Canceled", revokedFrom: null }, profile] },
  ],
  [
    "SL015",
    {
      configs: [{ ...enforce, publishers: [CLAIMS, OTHER] }],
      profiles: [profile, { versionArn: OTHER, status: "Revoked", revokedFrom: "2026-10-01T00:00:00Z" }],
    },
    ["SL015"],
    { profiles: [{ ...profile, status: "Canceled" }] },
  ],
];

test("each rule has a case here", () => {
  expect(CASES.map(([id]) => id)).toEqual(RULES.map(({ id }) => id));
});

test("a fleet that is fine has no findings", () => {
  expect(reportOn({})).toMatchObject({
    findings: [],
    outcome: "fine",
    exitCode: 0,
    verdict: "1 function in eu-west-1: nothing found",
    totals: { functions: 1, signed: 1, unsigned: 0, enforced: 1, counting: 0 },
  });
});

test.each(CASES)("%s finds what it is for, and nothing else", (id, fleet, found, not) => {
  expect(ids(fleet)).toEqual(found);
  expect(ids(not)).not.toContain(id);
  const rule = RULES.find((one) => one.id === id)!;
  const { title, severity, outcome, remedy } = rule;
  expect(reportOn(fleet).findings.find((one) => one.id === id)).toMatchObject({
    ...{ title, severity, outcome, remedy },
    region: "eu-west-1",
    counts: true,
  });
});

test.each([
  ["SL007", { publishers: [OTHER] }],
  ["SL008", { configs: [{ ...enforce, publishers: [OTHER] }] }],
  ["SL009", { jobs: [{ ...job, expiresAt: "2026-01-01T00:00:00Z" }] }],
  ["SL011", { jobs: [revoked] }],
  ["SL012", { profiles: profileRevokedFrom("2026-01-01T00:00:00Z") }],
])("%s finds it on a signed layer, too: once, with the functions that have it", (id, fleet: Fleet) => {
  const functions = ["a", "b"].map((name) => withLayer({}, { name, ...unsigned }));
  const finding = reportOn({ ...fleet, functions }).findings.filter((one) => one.id === id);
  expect(finding).toMatchObject([
    { resource: lambda("layer:shared:3"), functions: [lambda("function:a"), lambda("function:b")] },
  ]);
});

test("findings on configs and profiles are there once, with the functions that they are about", () => {
  const functions = ["a", "b"].map((name) => fleetFunction({ name }));
  const report = reportOn({ functions, configs: [warn], profiles: [{ ...profile, status: "Canceled" }] });
  expect(report.findings).toMatchObject([
    { id: "SL006", resource: enforce.arn, functions: [lambda("function:a"), lambda("function:b")] },
    { id: "SL014", resource: CLAIMS, functions: [lambda("function:a"), lambda("function:b")] },
  ]);
  expect(report.findings[0]!.message).toMatch(/2 functions have it/);
  expect(report.findings[1]!.message).toMatch(/signed 2 functions\. Listed by /);
});

test("the gravest finding's exit code; what isn't known is 17 when nothing is worse", () => {
  const notRead = [{ what: "signer:DescribeSigningJob on x", why: "No permission." }];
  expect(reportOn({ notRead }).exitCode).toBe(EXIT_CODES.incomplete.code);
  expect(reportOn({ notRead, configs: [warn] }).exitCode).toBe(16);
  expect(reportOn({ notRead, configs: [warn], jobs: [revoked] }).exitCode).toBe(14);
  expect(reportOn({ notRead }).verdict).toBe(
    "1 function in eu-west-1: nothing found; 1 thing could not be read",
  );
});

test("the level of the trust policy: tolerated is shown and doesn't count; skipped isn't judged", () => {
  const fleet = { functions: [fleetFunction(unsigned)], configs: [warn] };
  const audited = reportOn({ ...fleet, levelOf: () => "audit" });
  expect(audited.findings.map(({ id, counts }) => [id, counts])).toEqual([
    ["SL001", false],
    ["SL002", false],
    ["SL006", false],
  ]);
  expect([audited.exitCode, audited.verdict]).toEqual([
    0,
    "1 function in eu-west-1: 3 findings (2 high, 1 medium, 3 tolerated)",
  ]);
  expect(reportOn({ ...fleet, levelOf: () => "permissive" }).exitCode).toBe(10);
  const skipped = reportOn({ ...fleet, levelOf: () => "skip" });
  expect([skipped.findings, skipped.exitCode, skipped.totals.skipped]).toEqual([[], 0, 1]);

  // A config counts as soon as one of its functions isn't tolerated; one that nobody has, by the policy's own level.
  const two = { ...fleet, functions: ["strict", "audit"].map((name) => fleetFunction({ name })) };
  expect(
    reportOn({ ...two, levelOf: (name) => (name === "strict" ? "strict" : "audit") }).findings,
  ).toMatchObject([{ id: "SL006", counts: true }]);
  expect(reportOn({ functions: [], configs: [warn], levelOf: () => "audit" }).exitCode).toBe(16);
});

test("times are ISO 8601, what isn't known is absent, and all of it is JSON", () => {
  const report = reportOn({ jobs: [], profiles: [], functions: [fleetFunction({ config: undefined })] });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report.functions[0]).toEqual({
    name: "submit-claim",
    arn: lambda("function:submit-claim"),
    region: "eu-west-1",
    version: "$LATEST",
    packageType: "Zip",
    runtime: "nodejs22.x",
    lastModified: "2026-10-01T12:00:00.000Z",
    level: "strict",
    signature: { publisher: CLAIMS, profile: { name: "claims" }, job: { arn: JOB } },
    layers: [],
  });
});
