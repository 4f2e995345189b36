import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireWritable } from "../../rehearsal/report-file";
import { runCommand } from "../../toolchain";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a new file in a folder, and one that is there, are fine", async () => {
  await requireWritable(join(folder, "new.json"));
  writeFileSync(join(folder, "old.json"), "{}");
  await requireWritable(join(folder, "old.json"));
});

test("a folder is no file", async () => {
  await expect(requireWritable(folder)).rejects.toThrow(/there is a folder\.$/);
});

test("a file is no folder", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(requireWritable(join(folder, "file", "report.json"))).rejects.toThrow("there is no folder");
});

const asRoot = process.getuid?.() === 0;
(asRoot ? test.skip : test)(
  `a folder that may not be written to is refused${asRoot ? " (skipped: root may write everywhere)" : ""}`,
  async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    await expect(requireWritable(join(closed, "report.json"))).rejects.toThrow("where you may not write");
  },
);

test("npm start refuses a report in a folder that isn't there, before it starts anything", async () => {
  const file = join(folder, "missing", "dir", "x.json");
  const { code, stderr, stdout } = await runCommand(
    process.execPath,
    ["run.mjs", "rehearsal/main.ts", "--report", file],
    {
      env: { ...process.env, SIGNED_LAMBDA_WORKSPACE: join(folder, "workspace") },
      timeoutMs: 60_000,
      expectedCodes: [0, 1, 2],
    },
  );
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr.trim()).toBe(
    `--report: expected a file that can be written, got: "${file}", and there is no folder ` +
      `${join(folder, "missing", "dir")}. Make it first.`,
  );
}, 60_000);
