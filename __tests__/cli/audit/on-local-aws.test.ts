import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditReport } from "../../../cli/audit/report";
import { type LocalAws, startLocalAws } from "../../../local-aws";
import { boto3, WORKSPACE } from "../../local-aws/boto3-client";
import { PRELUDE } from "../boto3-prelude";
import { type Ran, runCli } from "../run-cli";

jest.setTimeout(300_000);

let localAws: LocalAws;
let folder: string;
const keptEnvironment = { ...process.env };

beforeAll(async () => {
  localAws = await startLocalAws({ workspace: WORKSPACE });
  folder = mkdtempSync(join(tmpdir(), "audit-test-"));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: localAws.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_MAX_ATTEMPTS: "2",
    XDG_STATE_HOME: folder,
  });
  delete process.env.AWS_PROFILE;
  await boto3(localAws.endpoint, ACCOUNT);
});

afterAll(async () => {
  process.env = keptEnvironment;
  if (folder) rmSync(folder, { recursive: true });
  await localAws?.stop();
});
afterEach(() => fetch(`${localAws.endpoint}/_local/faults`, { method: "DELETE" }));

/** Made by boto3, a client that shares no line with the command. */
const ACCOUNT = `${PRELUDE}
import datetime
s3.create_bucket(Bucket="artifacts")
s3.put_bucket_versioning(Bucket="artifacts", VersioningConfiguration={"Status": "Enabled"})
for name in ["publisher", "other", "to_revoke", "to_cancel"]:
    signer.put_signing_profile(profileName=name, platformId="AWSLambda-SHA384-ECDSA")
signer.put_signing_profile(profileName="for_a_day", platformId="AWSLambda-SHA384-ECDSA", signatureValidityPeriod={"type": "DAYS", "value": 1})
enforced = config("Enforce", "publisher", "for_a_day", "to_revoke", "to_cancel")
warned = config("Warn", "publisher")
by_file = {"ZipFile": package("exports.handler = async () => 1;")}
signed = sign("publisher")
revoked = sign("publisher", "exports.handler = async () => 2;")
create("enforced", code(signed), enforced)
create("warned", code(signed), warned)
create("without-config", code(signed))
create("unsigned", by_file)
create("by-file", by_file, warned)
create("other-publisher", code(sign("other")), warned)
create("expiring", code(sign("for_a_day")), enforced)
create("revoked", code(revoked), enforced)
create("by-revoked", code(sign("to_revoke")), enforced)
create("by-canceled", code(sign("to_cancel")), enforced)
def layer(name, content):
    return functions.publish_layer_version(LayerName=name, Content=content)["LayerVersionArn"]
layers = [layer("signed-layer", code(signed)), layer("unsigned-layer", {"ZipFile": package("exports.x = 1;")})]
create("layered", code(signed), enforced, Layers=[layers[0]])
create("unsigned-layered", code(signed), warned, Layers=[layers[1]])
signer.revoke_signature(jobId=revoked["jobId"], reason="a secret got into the package")
version = signer.get_signing_profile(profileName="to_revoke")["profileVersion"]
signer.revoke_signing_profile(profileName="to_revoke", profileVersion=version, reason="its key leaked", effectiveTime=datetime.datetime(2020, 1, 1))
signer.cancel_signing_profile(profileName="to_cancel")
`;

const audit = (...args: readonly string[]): Promise<Ran> =>
  runCli(["audit", "--output", "json", ...args], { environment: process.env });
const reportOf = (ran: Ran) => JSON.parse(ran.stdout) as AuditReport;
/** Each finding as its id and the last part of its resource. */
const found = (report: AuditReport): Record<string, string[]> => {
  const names: Record<string, string[]> = {};
  for (const { id, resource } of report.findings) {
    const [, , , , , kind, ...rest] = resource.split(/:(?!\/)|:\//);
    (names[id] ??= []).push(kind === "code-signing-config" ? kind : rest.join(":") || kind!.split("/")[1]!);
  }
  return names;
};

async function fault(rule: object): Promise<void> {
  const answer = await fetch(`${localAws.endpoint}/_local/faults`, {
    method: "POST",
    body: JSON.stringify(rule),
  });
  expect(answer.status).toBe(201);
}

test("finds everything that is wrong, and nothing else", async () => {
  const ran = await audit("--expires-within", "0d");
  const report = reportOf(ran);
  expect(found(report)).toEqual({
    SL001: ["by-file", "unsigned"],
    SL002: ["by-file"],
    SL004: ["unsigned-layer:1"],
    SL005: ["unsigned", "without-config"],
    SL006: ["code-signing-config"],
    SL008: ["other-publisher"],
    SL011: ["revoked"],
    SL012: ["by-revoked"],
    SL014: ["to_cancel"],
    SL015: ["to_revoke"],
  });
  expect(report).toMatchObject({ account: "123456789012", notRead: [], outcome: "revoked" });
  expect(report.totals).toMatchObject({
    ...{ functions: 12, signed: 10, unsigned: 2, enforced: 6, warned: 4, withoutConfig: 2, layers: 2 },
  });
  expect(report.findings.find(({ id }) => id === "SL011")!.message).toMatch(
    /was revoked at 2.*: a secret got into the package\./,
  );
  expect(report.functions.find(({ name }) => name === "layered")!.layers).toMatchObject([{ signed: true }]);
  expect(ran.code).toBe(14);
});

test("a signature that expires soon, and one that has expired", async () => {
  expect(found(reportOf(await audit("--expires-within", "2d"))).SL010).toEqual(["expiring"]);
  const later = await runCli(["audit", "--output", "json"], {
    environment: process.env,
    now: new Date(Date.now() + 2 * 86_400_000),
  });
  expect(found(reportOf(later)).SL009).toEqual(["expiring"]);
});

test("an allow-list, with every form of output in one call", async () => {
  const file = (name: string) => join(folder, name);
  const policy = file("policy.json");
  const publishers = ["arn:aws:signer:*:123456789012:/signing-profiles/publisher/*"];
  writeFileSync(policy, JSON.stringify({ version: 1, publishers, level: "audit" }));
  const ran = await runCli(
    [
      ...["audit", "--policy", policy, "--sarif", file("a.sarif"), "--junit", file("a.xml")],
      ...["--html", file("a.html"), "--versions"],
    ],
    { environment: process.env },
  );
  expect(ran.stderr).toBe("");
  // The level audit tolerates all but integrity.
  expect(ran.code).toBe(0);
  expect(ran.verdict).toMatch(/^OK 12 functions in us-east-1: \d+ findings \(.* tolerated\)$/);
  expect(ran.stdout).toMatch(
    /critical \(tolerated\) +SL007 +arn:aws:lambda:us-east-1:123456789012:function:other-publisher:\$LATEST/,
  );
  const sarif = JSON.parse(readFileSync(file("a.sarif"), "utf8")) as { runs: { results: object[] }[] };
  expect(sarif.runs[0]!.results.length).toBeGreaterThan(10);
  expect(readFileSync(file("a.xml"), "utf8")).toContain("SL007 Publisher that the trust policy");
  expect(readFileSync(file("a.html"), "utf8")).toMatch(/^<!doctype html>[^]*other-publisher/i);
});

test("17: access denied on one API only, when nothing is worse", async () => {
  const policy = join(folder, "tolerant.json");
  writeFileSync(policy, JSON.stringify({ version: 1, level: "audit" }));
  await fault({ kind: "access-denied", service: "signer", operation: "DescribeSigningJob" });
  const ran = await audit("--policy", policy);
  const { notRead } = reportOf(ran);
  expect(notRead.length).toBeGreaterThan(0);
  expect(notRead[0]!.why).toMatch(/No permission for signer:DescribeSigningJob/);
  expect(ran.code).toBe(17);
  // What is proven goes before.
  expect((await audit()).code).toBe(14);
});

test("throttled for a moment it finds the same; throttled for good it says what is missing", async () => {
  const before = found(reportOf(await audit("--expires-within", "0d")));
  for (const operation of ["ListFunctions", "ListCodeSigningConfigs"]) {
    await fault({ kind: "throttle", service: "lambda", operation, times: 1 });
  }
  await fault({ kind: "throttle", service: "signer", operation: "DescribeSigningJob", times: 1 });
  expect(found(reportOf(await audit("--expires-within", "0d")))).toEqual(before);

  await fault({ kind: "throttle", service: "signer", operation: "GetSigningProfile" });
  const { notRead } = reportOf(await audit());
  expect(notRead.map(({ what }) => what).join("\n")).toMatch(/GetSigningProfile .*\/publisher\//);
  expect(notRead[0]!.why).toMatch(/too many requests/);
});

test("an account without functions in a Region that has none: fine", async () => {
  const ran = await audit("--regions", "eu-west-3");
  expect([ran.code, reportOf(ran).totals.functions]).toEqual([0, 0]);
});
