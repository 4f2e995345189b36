// Counts what the suites of `npm test` say.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * The result of a jest run: `passed` is a number, `failures` have a title and a text, `skips` are printed reasons.
 *
 * What no test stands for counts as a failure too: a file that can't be loaded, a run that crashed or wrote no
 * report, a suite without tests, and a skipped test whose title gives no reason.
 *
 * @param file what jest wrote for `--json --outputFile`
 * @param run how its process ended, in words, and all that it printed
 */
export function readJestReport(file, { ok, ending, output }) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failures: [{ title: `jest wrote no report (${ending})`, text: output }], skips: [] };
  }

  const failures = [];
  const skips = [];
  let passed = 0;
  for (const testFile of report.testResults) {
    const path = relative(process.cwd(), testFile.name);
    const tests = testFile.assertionResults;
    const failed = tests.filter(({ status }) => status === "failed");
    if (testFile.status === "failed" && failed.length === 0) {
      failures.push({ title: path, text: testFile.message });
    }
    for (const test of failed) {
      failures.push({ title: `${path}: ${test.fullName}`, text: test.failureMessages.join("\n\n") });
    }
    passed += tests.filter(({ status }) => status === "passed").length;
    for (const test of tests.filter(({ status }) => ["pending", "todo", "disabled"].includes(status))) {
      const reason = /\(skipped: (.+)\)/.exec(test.fullName);
      if (reason) {
        skips.push(`${path}: ${test.fullName}`);
      } else {
        failures.push({
          title: `${path}: ${test.fullName}`,
          text: "Skipped without a reason. Expected one in its title, such as: works (skipped: needs Windows)",
        });
      }
    }
  }

  if (passed + failures.length + skips.length === 0) {
    failures.push({ title: `no test ran (${ending})`, text: output });
  } else if (!ok && failures.length === 0) {
    failures.push({ title: `every test passed, and yet jest failed (${ending})`, text: output });
  }
  return { passed, failures, skips };
}

export function addUp(results) {
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failures }) => failures.length),
    skipped: sum(({ skips }) => skips.length),
  };
}

export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
