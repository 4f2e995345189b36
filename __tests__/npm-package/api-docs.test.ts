import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../toolchain";

describe("docs/api", () => {
  let fresh: string;
  beforeAll(async () => {
    fresh = mkdtempSync(join(tmpdir(), "api-docs-"));
    await runCommand("npm", ["run", "build:api", "--", "--out", fresh], { timeoutMs: 120_000 });
  }, 120_000);
  afterAll(() => rmSync(fresh, { recursive: true, force: true }));

  test("is what `npm run build:api` makes of today's docstrings", () => {
    const differing = differences("docs/api", fresh);
    // The remedy stands beside the files, so that it is read where the test fails.
    const remedy = differing.length > 0 ? ["run `npm run build:api`"] : [];
    expect([...differing, ...remedy]).toEqual([]);
  });

  test("names neither a date, nor a commit, nor a path of this machine", () => {
    const text = filesIn(fresh)
      .map((file) => readFileSync(join(fresh, file), "utf8"))
      .join("\n");
    expect(text).not.toMatch(/\b20\d\d-\d\d-\d\d\b|\b[0-9a-f]{40}\b/);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(fresh);
  });
});

/** The files that are in one folder only, or differ. */
function differences(one: string, other: string): string[] {
  const names = new Set([...filesIn(one), ...filesIn(other)]);
  return [...names].filter((name) => contentOf(join(one, name)) !== contentOf(join(other, name))).sort();
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
