import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative } from "node:path";
import ts from "typescript";
import { runCommand } from "../../toolchain";

const { dependencies, peerDependencies, devDependencies } = JSON.parse(
  readFileSync("package.json", "utf8"),
) as Record<"dependencies" | "peerDependencies" | "devDependencies", Record<string, string>>;

/** What a user can import: every module's folder, and packaging. */
const ENTRIES = [
  ...readdirSync("modules")
    .filter((name) => existsSync(join("modules", name, "index.ts")))
    .map((name) => `modules/${name}`),
  "packaging",
];

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

describe("what npm pack puts into the package", () => {
  let packed: Packed;
  let files: string[];
  beforeAll(async () => {
    const { stdout } = await runCommand("npm", ["pack", "--dry-run", "--json"], { timeoutMs: 120_000 });
    [packed] = JSON.parse(stdout) as [Packed];
    files = packed.files.map(({ path }) => path);
  }, 120_000);

  test("is compiled code with its types, the command, and nothing else", () => {
    const unexpected = files.filter(
      (file) => !/^dist\/(cli|modules|packaging|signature)\/.+(\.js|\.d\.ts)$/.test(file),
    );
    expect(unexpected.sort()).toEqual(["LICENSE", "README.md", "bin/signed-lambda.js", "package.json"]);
  });

  test("has no test, and nothing of the local AWS", () => {
    expect(files.filter((file) => /test|\bspec\b|local-aws|rehearsal|emulator|bench/.test(file))).toEqual([]);
  });

  test("is less than 1 MB", () => {
    expect(packed.size).toBeLessThan(1_000_000);
  });

  test.each(ENTRIES)("has signed-lambda/%s, and its types", async (entry) => {
    const { stdout } = await runCommand(
      process.execPath,
      ["--print", `require.resolve("signed-lambda/${entry}")`],
      { timeoutMs: 30_000 },
    );
    const file = relative(process.cwd(), stdout.trim()).replaceAll("\\", "/");
    expect(file).toBe(`dist/${entry}/index.js`);
    expect(files).toContain(file);
    expect(files).toContain(file.replace(/\.js$/, ".d.ts"));
  });

  test("has the command, which runs from what was packed", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const { stdout } = await runCommand(process.execPath, ["dist/cli/main.js", "--version"], {
      timeoutMs: 30_000,
    });
    expect(stdout.trim()).toBe(version);
    const refused = runCommand(process.execPath, ["dist/cli/main.js", "inspect", "no-such.zip"], {
      timeoutMs: 30_000,
    });
    await expect(refused).rejects.toThrow(/Expected a file 'no-such\.zip', but there is none/);
  });

  test("imports nothing but its dependencies and peers", () => {
    const allowed = { ...dependencies, ...peerDependencies };
    expect([...packagesImportedBy(files)].filter((name) => !(name in allowed))).toEqual([]);
  });

  test("has no dependency that it doesn't import", () => {
    const imported = packagesImportedBy(files);
    expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });
});

test("the peers are installed here too", () => {
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(Object.keys(peerDependencies)));
});

function packagesImportedBy(files: readonly string[]): Set<string> {
  const specifiers = files
    .filter((file) => file.startsWith("dist/"))
    .flatMap((file) => ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles)
    .map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith("."));
  return new Set(
    specifiers
      .filter((specifier) => !specifier.startsWith("node:") && !builtinModules.includes(specifier))
      .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0]),
  );
}
