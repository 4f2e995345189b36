import { spawnSync } from "node:child_process";

/** A test that needs a program; without it the test is skipped, and its name says why. */
export function testWith(
  program: string,
  name: string,
  run: () => Promise<void>,
  timeoutMs: number = 60_000,
): void {
  if (spawnSync(program, ["--help"], { timeout: 10_000 }).error) {
    test.skip(`${name} (skipped: ${program} is not installed)`, run);
  } else {
    test(name, run, timeoutMs);
  }
}
