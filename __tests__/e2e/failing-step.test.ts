import { existsSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runningLocalAws } from "../../local-aws";
import { isAlive } from "../../local-aws/processes";
import type { Report } from "../../rehearsal/report";
import { descendantsOf, eventually, isOpen } from "../local-aws/descendants";
import { ownWorkspace, type OwnWorkspace } from "./own-workspace";
import { spawnRehearsal } from "./spawn-rehearsal";

describe("npm start whose step fails", () => {
  let own: OwnWorkspace;
  beforeAll(async () => {
    own = await ownWorkspace("failing-step");
  }, 300_000);
  afterAll(() => own.remove());

  test("names the step and the reason, exits with 1, and leaves neither process nor state", async () => {
    const sources = join(own.directory, "no-functions-here");
    mkdirSync(sources);
    const file = join(own.directory, "report.json");
    const { child, ended, output } = spawnRehearsal(
      { ...own.environment, LAMBDA_SOURCES: sources },
      "--report",
      file,
    );
    try {
      expect(await eventually(async () => (await runningLocalAws(own.directory)) !== undefined, 90_000)).toBe(
        true,
      );
      const { endpoint, pid } = (await runningLocalAws(own.directory))!;
      const started = [pid, ...descendantsOf(pid)];
      expect(started.length).toBeGreaterThanOrEqual(3);

      const code = await ended;

      expect(code).toBe(1);
      expect(output()).toContain("Synthesizing the stacks with cdktf failed: ");
      expect(output()).toContain(join(sources, "submit-claim"));
      expect(output()).toMatch(/^ {2}synth +\d+\.\d +FAILED$/m);
      expect(await eventually(() => !started.some(isAlive))).toBe(true);
      expect(await isOpen(Number(new URL(endpoint).port))).toBe(false);
      expect(existsSync(join(own.directory, "state"))).toBe(false);
      const report = JSON.parse(await readFile(file, "utf8")) as Report;
      expect(report.steps.at(-1)).toMatchObject({
        name: "synth",
        ok: false,
        error: expect.stringContaining("submit-claim") as string,
      });
      expect(report.steps.filter(({ ok }) => !ok)).toHaveLength(1);
    } finally {
      child.kill("SIGKILL");
    }
  }, 240_000);
});
