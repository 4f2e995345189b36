import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { format } from "prettier";
import { moduleFiles } from "./module-files";
import { MODULE_SOURCES } from "./sources";

const HELP = `Usage: npm run build:modules [-- --check]

Writes terraform/<module>/ from the constructs in modules/. With --check it writes nothing, and ends with 1 when what
stands there differs from what it would write.
`;
const TARGET = "terraform";

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const made = await makeAll();
  if (!values.check) {
    for (const { name } of MODULE_SOURCES) await mkdir(join(TARGET, name), { recursive: true });
    for (const [path, content] of made) await writeFile(join(TARGET, path), content);
    for (const path of await findLeft(made)) await rm(join(TARGET, path));
    process.stderr.write(`${TARGET}/: ${MODULE_SOURCES.length} modules written.\n`);
    return 0;
  }
  const stale = await findStale(made);
  if (stale.length === 0) return 0;
  process.stderr.write(
    `These differ from what modules/ makes; \`npm run build:modules\` writes them anew:\n  ${stale.join("\n  ")}\n`,
  );
  return 1;
}

/** The formatted files of all modules by their paths below terraform/. */
async function makeAll(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "modules-"));
  const made = new Map<string, string>();
  try {
    for (const source of MODULE_SOURCES) {
      await mkdir(join(folder, source.name));
      for (const [file, content] of Object.entries(moduleFiles(source))) {
        await writeFile(join(folder, source.name, file), content);
      }
    }
    await promisify(execFile)("terraform", ["fmt", "-recursive", folder], { timeout: 60_000 });
    for (const { name } of MODULE_SOURCES) {
      for (const file of await readdir(join(folder, name))) {
        const content = await readFile(join(folder, name, file), "utf8");
        made.set(
          `${name}/${file}`,
          file.endsWith(".md") ? await format(content, { parser: "markdown" }) : content,
        );
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return made;
}

/** Files that are missing or differ, and those that nothing makes any more. */
async function findStale(made: Map<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, content] of made) {
    const present = await readFile(join(TARGET, path), "utf8").catch(() => undefined);
    if (present !== content) stale.push(path);
  }
  return [...stale, ...(await findLeft(made))];
}

/** Files that nothing makes; the modules' tests stand beside them in tests/. */
async function findLeft(made: Map<string, string>): Promise<string[]> {
  const left: string[] = [];
  const present = await readdir(TARGET, { withFileTypes: true });
  for (const entry of present.filter((one) => one.isDirectory())) {
    for (const file of await readdir(join(TARGET, entry.name), { withFileTypes: true })) {
      const path = `${entry.name}/${file.name}`;
      if (file.isFile() && !file.name.startsWith(".") && !made.has(path)) left.push(path);
    }
  }
  return left;
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
