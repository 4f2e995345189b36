import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FleetOptions, type FleetStandIn, startFleetStandIn } from "../../../bench/fleet-stand-in";
import type { AuditReport } from "../../../cli/audit/report";
import { type Ran, runCli } from "../run-cli";

jest.setTimeout(120_000);

let folder: string;
let standIn: FleetStandIn;
const keptEnvironment = { ...process.env };
beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_MAX_ATTEMPTS;
});
afterAll(() => {
  process.env = keptEnvironment;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "audit-fleet-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await standIn.stop();
});

const startFleet = async (options: FleetOptions) => (standIn = await startFleetStandIn(options));
const args = (...more: readonly string[]) => [
  ...["audit", "--region", "eu-west-1", "--endpoint-url", standIn.endpoint, "--output", "json"],
  // Not from now on, so that two audits are alike.
  ...["--expires-within", "2027-01-31", ...more],
];
const audit = (...more: readonly string[]): Promise<Ran> =>
  runCli(args(...more), { environment: { ...process.env, XDG_STATE_HOME: folder } });
const reportOf = (ran: { stdout: string }) => JSON.parse(ran.stdout) as AuditReport;
/** All of a report but when it was made. */
const answer = (ran: { stdout: string }) => ({ ...reportOf(ran), generatedAt: "", startedAt: "" });
const calls = (operation: string) => standIn.answered.get(operation) ?? 0;

test("listings tell nearly all: no call for a function, one for each revoked job", async () => {
  await startFleet({ functions: 1_100 });
  const ran = await audit();
  const { totals, findings } = reportOf(ran);
  // A tenth unsigned, a twentieth without a config, as much under the one that says Warn.
  expect(totals).toMatchObject({
    functions: 1_100,
    signed: 990,
    unsigned: 110,
    withoutConfig: 55,
    warned: 55,
  });
  const found = (id: string) => findings.filter((one) => one.id === id).length;
  expect([found("SL001"), found("SL005"), found("SL006"), found("SL011")]).toEqual([110, 55, 1, 1]);
  expect(ran.code).toBe(14);
  // 22 pages of functions; two pages for each of 19 configs with 55, one for that of nobody; 25 jobs a page, half former.
  expect(Object.fromEntries(standIn.answered)).toEqual({
    ListFunctions: 22,
    ListCodeSigningConfigs: 1,
    ListFunctionsByCodeSigningConfig: 39,
    ListSigningJobs: 88,
    GetSigningProfile: 1,
    DescribeSigningJob: 1,
  });
});

test("jobs that nothing runs of any more aren't all listed: what is deployed is asked for instead", async () => {
  await startFleet({ functions: 40, formerJobs: 999 });
  const { totals } = reportOf(await audit());
  expect(totals).toMatchObject({ signed: 36, notRead: 0 });
  expect(calls("ListSigningJobs")).toBeLessThan(30);
  expect(calls("ListSigningJobs") + calls("DescribeSigningJob")).toBeLessThan(40 + 25);
});

test("a throttling Lambda and Signer: it waits, and finds the same", async () => {
  await startFleet({ functions: 600 });
  const unhurried = answer(await audit());
  await standIn.stop();
  await startFleet({ functions: 600, requestsPerSecond: 15 });
  const throttled = await audit();
  expect(standIn.refused.size).toBeGreaterThan(0);
  expect(answer(throttled)).toEqual(unhurried);
});

test("killed half-way and called again, it asks only for the rest, and finds the same", async () => {
  await startFleet({ functions: 1_000, latencyMs: 5 });
  const uninterrupted = answer(await audit());
  const all = [...standIn.answered.values()].reduce((sum, count) => sum + count, 0);

  standIn.answered.clear();
  const total = () => [...standIn.answered.values()].reduce((sum, count) => sum + count, 0);
  const child = spawn(process.execPath, ["bin/signed-lambda.js", ...args()], {
    env: { ...process.env, XDG_STATE_HOME: folder },
    timeout: 60_000,
  });
  const closed = once(child, "close");
  while (total() < all / 2) await sleep(2);
  child.kill("SIGKILL");
  expect(await closed).toEqual([null, "SIGKILL"]);
  const before = total();
  expect(before).toBeLessThan(all);

  const resumed = await audit();
  expect(resumed.stderr).toMatch(/^Going on with what an audit has read since 2/);
  expect(answer(resumed)).toEqual(uninterrupted);
  // What was under way when it was killed is asked for again.
  expect(total()).toBeLessThanOrEqual(all + 10);
  // And nothing is left over.
  expect((await audit()).stderr).not.toMatch(/Going on/);
});

test("--resume keeps what was read until the rest can be read, too, for this user alone", async () => {
  await startFleet({ functions: 100, denied: ["DescribeSigningJob", "ListSigningJobs"] });
  const path = join(folder, "state.jsonl");
  const first = await audit("--resume", path, "--policy", policyFile());
  expect(first.code).toBe(17);
  const { notRead, totals } = reportOf(first);
  expect([notRead.length, totals.notRead]).toEqual([90, 90]);
  expect(notRead[0]).toMatchObject({
    what: expect.stringMatching(/^signer:DescribeSigningJob on the signing job 'arn:aws:signer:/) as string,
    why: expect.stringMatching(/No permission for signer:DescribeSigningJob/) as string,
  });
  expect(first.stderr).toMatch(/called again, only the rest is asked for/);
  expect(statSync(path).mode & 0o777).toBe(0o600);

  standIn.deny([]);
  standIn.answered.clear();
  const second = await audit("--resume", path, "--policy", policyFile());
  expect([second.code, reportOf(second).notRead]).toEqual([0, []]);
  expect(calls("ListFunctions")).toBe(0);
  expect(() => readFileSync(path)).toThrow(/ENOENT/);
});

test.each([
  ["the configs aren't listed", ["ListCodeSigningConfigs"]],
  ["their functions aren't", ["ListFunctionsByCodeSigningConfig"]],
])("where %s, each function is asked for its own: once, and it finds the same", async (_, denied) => {
  await startFleet({ functions: 100 });
  const byListing = answer(await audit());
  expect(calls("GetFunctionCodeSigningConfig")).toBe(0);
  standIn.deny(denied);
  const byFunction = answer(await audit());
  expect(calls("GetFunctionCodeSigningConfig")).toBe(100);
  // A config that no function has is known by the listing only.
  const { findings, ...rest } = byFunction;
  const having = byListing.findings.filter(({ functions }) => functions.length > 0);
  expect(findings).toEqual(denied[0] === "ListCodeSigningConfigs" ? having : byListing.findings);
  expect(rest.functions).toEqual(byListing.functions);
});

test("nothing that is refused is skipped in silence", async () => {
  const denied = ["ListCodeSigningConfigs", "GetFunctionCodeSigningConfig", "GetSigningProfile"];
  await startFleet({ functions: 30, denied });
  const { notRead, functions, findings, totals } = reportOf(await audit());
  expect(notRead).toHaveLength(30 + 1);
  expect(functions.every((one) => !("config" in one))).toBe(true);
  // Not known is neither enforced nor not.
  expect(findings.map(({ id }) => id)).not.toContain("SL005");
  expect(totals).toMatchObject({ enforced: 0, warned: 0, withoutConfig: 0 });
});

test("what the policy skips is asked about no more", async () => {
  await startFleet({ functions: 100, denied: ["ListCodeSigningConfigs"] });
  const ran = await audit("--policy", policyFile("skip"));
  expect([ran.code, reportOf(ran).totals.skipped]).toEqual([0, 100]);
  expect(calls("GetFunctionCodeSigningConfig") + calls("DescribeSigningJob") + calls("ListSigningJobs")).toBe(
    0,
  );
});

test("when the functions of no Region can be listed, that is the answer", async () => {
  await startFleet({ functions: 10, denied: ["ListFunctions"] });
  const ran = await audit();
  expect(ran.stderr).toMatch(/^Error: No permission for lambda:ListFunctions on the functions in eu-west-1/m);
  expect(ran.code).toBe(19);
});

test("several Regions, by --regions and by --region several times; text ends with the verdict", async () => {
  await startFleet({ functions: 10 });
  const ran = await runCli(
    ["audit", "--endpoint-url", standIn.endpoint, "--region", "eu-west-1", "--region", "eu-central-1"],
    { environment: { XDG_STATE_HOME: folder } },
  );
  expect(ran.verdict).toMatch(/^FAILED \d+ functions in eu-west-1, eu-central-1: \d+ findings \(/);
  expect(calls("ListFunctions")).toBe(2);
  const regions = reportOf(await audit("--regions", "us-east-1, eu-west-1")).regions;
  expect(regions).toEqual(["eu-west-1", "us-east-1"]);
  expect((await audit("--regions", "eu_west_1")).code).toBe(2);
});

function policyFile(level = "audit"): string {
  const path = join(folder, `${level}.json`);
  writeFileSync(path, JSON.stringify({ version: 1, level }));
  return path;
}
