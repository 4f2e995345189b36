import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, until, writeProgram } from "../toolchain/temporary-folder";

// The script that `npm test` calls, on a made-up project: with the real jest where its counting is in question,
// with programs that only end in a certain way otherwise.
const project = temporaryFolder();
jest.setTimeout(60_000);

const script = join(process.cwd(), "scripts", "test.mjs");
const bin = () => join(project.path, "node_modules", ".bin");

function runScript(...args: string[]): { code: number | null; output: string; lastLine: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: project.path,
    encoding: "utf8",
    timeout: 50_000,
  });
  return { code: status, output: stdout + stderr, lastLine: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

function useRealJest(files: Record<string, string>): void {
  mkdirSync(bin(), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules", ".bin", "jest"), join(bin(), "jest"));
  writeFileSync(
    join(project.path, "jest.config.js"),
    `module.exports = { projects: ["unit", "e2e"].map((name) => ({
       displayName: name, testEnvironment: "node", testMatch: ["**/" + name + "/*.test.js"] })) };`,
  );
  Object.entries(files).forEach(([file, text]) => project.write(file, text));
}

/** The part of jest's JSON report that says which tests there were. */
const report = (...statuses: string[]) =>
  JSON.stringify({
    testResults: [
      {
        name: join(project.path, "some.test.js"),
        status: statuses.includes("failed") ? "failed" : "passed",
        assertionResults: statuses.map((status) => ({
          status,
          fullName: `it is ${status}`,
          failureMessages: ["why"],
        })),
      },
    ],
  });

/** A jest that writes these reports for its suites and exits with these codes. */
function useJest(suites: Record<"unit" | "e2e", { report?: string; code: number }>): void {
  const cases = Object.entries(suites).map(([name, { report: text, code }]) => {
    const write = text === undefined ? "" : `printf '%s' '${text}' > .local/test-reports/${name}.json; `;
    return `*"--selectProjects ${name} "*) ${write}echo "words of ${name}"; exit ${code};;`;
  });
  writeProgram(bin(), "jest", `case "$*" in ${cases.join("\n")} esac`);
}

function useChecks(codes: { tsc: number; eslint: number; prettier: number }): void {
  Object.entries(codes).forEach(([name, code]) =>
    writeProgram(bin(), name, `echo "words of ${name}"; exit ${code}`),
  );
}

test("sums every suite and ends with one plain line", () => {
  useChecks({ tsc: 0, eslint: 0, prettier: 0 });
  useJest({
    unit: { report: report("passed", "passed"), code: 0 },
    e2e: { report: report("passed"), code: 0 },
  });

  const { code, lastLine, output } = runScript();

  expect(lastLine).toBe("6 passed, 0 failed");
  expect(code).toBe(0);
  expect(output.match(/^\d+ passed, \d+ failed/gm)).toHaveLength(1);
});

test("a check that fails counts as one failed test, and its words are printed", () => {
  useChecks({ tsc: 1, eslint: 0, prettier: 2 });
  useJest({ unit: { report: report("passed"), code: 0 }, e2e: { report: report("passed"), code: 0 } });

  const { code, lastLine, output } = runScript();

  expect(lastLine).toBe("3 passed, 2 failed");
  expect(code).toBe(1);
  expect(output).toMatch(/types: exit code 1\nwords of tsc[^]*format: exit code 2\nwords of prettier/);
});

test("the real jest: passed, failed, skipped and unloadable tests are told apart", () => {
  useRealJest({
    "unit/some.test.js": `
      test("works", () => {});
      test("adds up", () => { expect(1 + 1).toBe(3); });
      test.skip("opens windows (skipped: needs Windows)", () => {});
      test.skip("is forgotten", () => {});`,
    "unit/broken.test.js": `require("./no-such-module");`,
  });

  const { code, lastLine, output } = runScript("--only", "unit");

  expect(lastLine).toBe("1 passed, 3 failed, 1 skipped");
  expect(code).toBe(1);
  expect(output).toMatch(/some\.test\.js: adds up\n[^]*Expected: .*3[^]*Received: .*2/);
  expect(output).toMatch(/is forgotten\nSkipped without a reason/);
  expect(output).toMatch(/broken\.test\.js\n[^]*Cannot find module '\.\/no-such-module'/);
  expect(output).toMatch(/skipped: unit\/some\.test\.js: opens windows \(skipped: needs Windows\)/);
});

test("the real jest: a suite without tests is a failure, not zero of them", () => {
  useRealJest({ "unit/some.test.js": `test("works", () => {});` });

  const { code, lastLine } = runScript("--only", "unit,e2e");

  expect(lastLine).toBe("1 passed, 1 failed");
  expect(code).toBe(1);
});

test.each([
  ["crashes before its report", { code: 134 }, "jest wrote no report (exit code 134)"],
  ["writes half a report", { report: '{"testResults": [', code: 0 }, "jest wrote no report (exit code 0)"],
  ["reports no test at all", { report: '{"testResults": []}', code: 1 }, "no test ran (exit code 1)"],
])("a jest that %s is a failure with its own words", (_what, e2e, title) => {
  useJest({ unit: { report: report("passed"), code: 0 }, e2e });

  const { code, lastLine, output } = runScript("--only", "unit,e2e");

  expect(lastLine).toBe("1 passed, 1 failed");
  expect(code).toBe(1);
  expect(output).toContain(`e2e: ${title}\nwords of e2e`);
});

test("a jest that fails although every test passed is a failure", () => {
  useJest({ unit: { report: report("passed"), code: 1 }, e2e: { code: 0 } });

  expect(runScript("--only", "unit")).toMatchObject({ code: 1, lastLine: "1 passed, 1 failed" });
});

test("a report of an earlier run does not count", () => {
  project.write(".local/test-reports/unit.json", report("passed"));
  useJest({ unit: { code: 1 }, e2e: { code: 0 } });

  expect(runScript("--only", "unit")).toMatchObject({ code: 1, lastLine: "0 passed, 1 failed" });
});

test("only skipped tests are no success", () => {
  const skipped = report("pending").replace("it is pending", "x (skipped: y)");
  useJest({ unit: { report: skipped, code: 0 }, e2e: { code: 0 } });

  expect(runScript("--only", "unit")).toMatchObject({ code: 1, lastLine: "0 passed, 0 failed, 1 skipped" });
});

test("an unknown suite is refused with the known ones", () => {
  expect(runScript("--only", "integration")).toMatchObject({
    code: 2,
    output: expect.stringMatching(/types, e2e, lint, format, unit, full, got: --only integration/) as string,
  });
});

test("at most two suites run at once", () => {
  const log = join(project.path, "log");
  for (const name of ["tsc", "eslint", "prettier"]) {
    writeProgram(bin(), name, `echo start >> ${log}; sleep 0.5; echo end >> ${log}`);
  }

  runScript("--only", "types,lint,format");

  const events = spawnSync("cat", [log], { encoding: "utf8" }).stdout.trim().split("\n");
  let running = 0;
  const peak = Math.max(...events.map((event) => (running += event === "start" ? 1 : -1)));
  expect(events).toHaveLength(6);
  expect(peak).toBe(2);
});

test("an interrupt stops what runs, starts nothing more and is no success", async () => {
  writeProgram(bin(), "tsc", "sleep 30");
  writeProgram(bin(), "eslint", "sleep 30");
  writeProgram(bin(), "prettier", "echo never");
  const child = spawn(process.execPath, [script, "--only", "types,lint,format"], { cwd: project.path });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));

  await until(() => /lint: started/.test(output));
  child.kill("SIGINT");

  expect(await ended).toBe(130);
  expect(output).not.toContain("format: started");
  expect(output.trimEnd().split("\n").at(-1)).toBe("0 passed, 2 failed");
});
