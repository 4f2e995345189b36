import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runningLocalAws } from "../../local-aws";
import { isAlive } from "../../local-aws/processes";
import type { Report } from "../../rehearsal/report";
import { descendantsOf, eventually, isOpen } from "../local-aws/descendants";
import { ownWorkspace, type OwnWorkspace } from "./own-workspace";
import { spawnRehearsal } from "./spawn-rehearsal";

describe("npm start that is interrupted", () => {
  let own: OwnWorkspace;
  beforeAll(async () => {
    own = await ownWorkspace("interrupted");
  }, 300_000);
  afterAll(() => own.remove());

  test("stops all that it started, and says which step it was", async () => {
    const file = join(own.directory, "report.json");
    const { child, ended, output } = spawnRehearsal(own.environment, "--report", file);
    try {
      // In the middle of what Terraform creates.
      expect(
        await eventually(
          () => existsSync(join(own.directory, "state", "code-signing-local.tfstate")),
          120_000,
        ),
      ).toBe(true);
      const { endpoint, pid } = (await runningLocalAws(own.directory))!;
      const started = [pid, ...descendantsOf(pid), ...descendantsOf(child.pid!)];
      expect(started.length).toBeGreaterThanOrEqual(4);

      child.kill("SIGINT");
      const code = await ended;

      expect(code).toBe(130);
      expect(output()).toContain("Applying them with terraform failed");
      // The system takes a moment to bury them.
      expect(await eventually(() => !started.some(isAlive))).toBe(true);
      expect(await isOpen(Number(new URL(endpoint).port))).toBe(false);
      const report = JSON.parse(await readFile(file, "utf8")) as Report;
      expect(report.steps.at(-1)).toMatchObject({ name: "apply", ok: false });
    } finally {
      child.kill("SIGKILL");
    }
  }, 240_000);

  test("on a machine without Terraform and Python it names both, before anything starts", async () => {
    const bin = join(own.directory, "only-node");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    const { ended, output } = spawnRehearsal({ ...own.environment, PATH: bin });
    const code = await ended;

    expect(code).toBe(1);
    expect(output()).toMatch(/Terraform 1\.10\.0 or later: /);
    expect(output()).toMatch(/Python 3\.10 or later, with venv: /);
    expect(output()).not.toContain("Starting the local AWS");
  }, 60_000);
});
