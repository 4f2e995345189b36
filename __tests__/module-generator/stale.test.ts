import { execFile } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const check = (cwd: string) =>
  promisify(execFile)(process.execPath, [resolve("run.mjs"), "module-generator/main.ts", "--check"], {
    cwd,
    timeout: 60_000,
  });

test("terraform/ is what modules/ makes", async () => {
  await expect(check(".")).resolves.toMatchObject({ stderr: "" });
}, 60_000);

test("a file that was changed by hand, and one that nothing makes, are named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stale-"));
  cpSync("terraform", join(folder, "terraform"), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  appendFileSync(join(folder, "terraform", "code-signing", "main.tf"), "# by hand\n");
  cpSync(
    join("terraform", "signing-profile", "main.tf"),
    join(folder, "terraform", "signing-profile", "left.tf"),
  );
  const error = (await check(folder).catch((reason: unknown) => reason)) as { code: number; stderr: string };
  expect(error.code).toBe(1);
  expect(error.stderr.trim().split("\n").slice(1)).toEqual([
    "  code-signing/main.tf",
    "  signing-profile/left.tf",
  ]);
  rmSync(folder, { recursive: true });
}, 60_000);
