// `npm test`: lint, format, types, unit tests and the end-to-end test, at most two at once. Ends with one line,
// `N passed, N failed` (`, N skipped`), and exits non-zero when something failed or nothing ran.
//
//   node scripts/test.mjs [--only <name>[,<name>…]]
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { addUp, readJestReport, summaryLine } from "./test-results.mjs";

const MINUTE = 60_000;
const AT_ONCE = 2;
const reports = join(".local", "test-reports");

const tool = (name, ...args) => ({ command: join("node_modules", ".bin", name), args });
const jest = (project, workers) => ({
  // A time limit for each test is jest's own business.
  ...tool(
    "jest",
    "--selectProjects",
    project,
    `--maxWorkers=${workers}`,
    "--json",
    `--outputFile=${report(project)}`,
  ),
  report: report(project),
});
function report(project) {
  return join(reports, `${project}.json`);
}

// The long one first; the short checks fill the other place. Most of what e2e does is wait for Terraform's provider,
// which waits by itself for AWS to settle: two of its files at once cost little.
const suites = [
  { name: "types", ...tool("tsc", "--noEmit"), timeoutMs: 5 * MINUTE },
  { name: "e2e", ...jest("e2e", 2), timeoutMs: 25 * MINUTE },
  { name: "lint", ...tool("eslint", "."), timeoutMs: 5 * MINUTE },
  { name: "format", ...tool("prettier", "--check", "."), timeoutMs: 5 * MINUTE },
  { name: "unit", ...jest("unit", 1), timeoutMs: 25 * MINUTE },
];
/** What `npm test` has no time for: `npm run test:full`. */
const longSuites = [{ name: "full", ...jest("full", 2), timeoutMs: 40 * MINUTE }];

const queue = chosen(process.argv.slice(2));
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    console.error(`Stopped by ${signal}.`);
    process.exitCode = 130;
    queue.length = 0;
    running.forEach((child) => stop(child));
  });
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const results = [];
async function work() {
  for (let suite = queue.shift(); suite; suite = queue.shift()) {
    results.push(await runSuite(suite));
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));

for (const { name, failures, skips } of results) {
  failures.forEach((failure) => console.log(`\n── ${name}: ${failure.title}\n${failure.text}`));
  skips.forEach((skip) => console.log(`\n── ${name}: skipped: ${skip}`));
}
const total = addUp(results);
if (total.passed + total.failed === 0) {
  console.log("\nNo test ran.");
}
console.log(`\n${summaryLine(total)}`);
if (total.failed > 0 || total.passed === 0) {
  process.exitCode ||= 1;
}

function chosen(args) {
  if (args.length === 0) {
    return [...suites];
  }
  const names = args[1]?.split(",") ?? [];
  const known = [...suites, ...longSuites];
  const unknown = names.filter((name) => !known.some((suite) => suite.name === name));
  if (args[0] !== "--only" || args.length !== 2 || unknown.length > 0) {
    const expected = known.map(({ name }) => name).join(", ");
    console.error(`Expected --only with names among ${expected}, got: ${args.join(" ")}`);
    process.exit(2);
  }
  return known.filter(({ name }) => names.includes(name));
}

/** Runs one suite to its end and counts its tests: a check is one test, a jest suite as many as it has. */
async function runSuite(suite) {
  const started = Date.now();
  console.log(`${suite.name}: started`);
  const { ok, ending, output } = await run(suite);
  const result = suite.report
    ? readJestReport(suite.report, { ok, ending, output })
    : { passed: ok ? 1 : 0, failures: ok ? [] : [{ title: ending, text: output }], skips: [] };
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${suite.name}: ${summaryLine(addUp([result]))} in ${seconds} s`);
  return { name: suite.name, ...result };
}

function run({ name, command, args, timeoutMs, report: jestReport }) {
  return new Promise((resolve) => {
    // A group of its own, so that a suite that hangs is stopped with all that it started.
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    running.add(child);
    const lines = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      stop(child);
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        // Jest's progress is one such line for each file; the failures come in full at the end.
        if (jestReport && /^(PASS|FAIL) /.test(line)) {
          console.log(`${name}: ${line}`);
        }
      });
    }
    const end = (ending, ok) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ ok, ending, output: lines.join("\n") });
    };
    child.on("error", (error) => end(`could not be started: ${error.message}`, false));
    child.on("close", (code, signal) =>
      end(
        timedOut
          ? `did not end within ${timeoutMs / MINUTE} minutes`
          : signal
            ? `ended by ${signal}`
            : `exit code ${code}`,
        code === 0 && !timedOut,
      ),
    );
  });
}

/** Interrupts a suite, and kills it when it has not ended 20 seconds later. */
function stop(child) {
  const send = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  send("SIGINT");
  setTimeout(() => running.has(child) && send("SIGKILL"), 20_000).unref();
}
