import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const BARREL = "@cdktf/provider-aws";
/** What `cdktf init --template=typescript` copies from. */
const TEMPLATE = join("node_modules", "cdktf-cli", "bundle", "templates", "typescript");
/** The template's, from 2018, lacks `replaceAll`, which the stacks call. Nothing else of it is changed. */
const LIBRARY = ["es2022"];

/**
 * Makes a project that has the same stacks, in the way of cdktf's own template: its tsconfig.json and its cdktf.json,
 * hence ts-node with type check, and the one import that its documentation shows,
 * `import { s3Bucket } from "@cdktf/provider-aws"`.
 *
 * @param root the project whose main.ts, with all that it imports, is copied
 * @param directory where the copy goes; it must not exist yet
 */
export async function makeStockProject(root: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await symlink(join(root, "node_modules"), join(directory, "node_modules"));
  await cp(join(root, TEMPLATE, "cdktf.json"), join(directory, "cdktf.json"));
  await fillIn(join(directory, "cdktf.json"));

  const { config, error } = ts.readConfigFile(join(root, TEMPLATE, "tsconfig.json"), (path) =>
    ts.sys.readFile(path),
  ) as {
    config: { compilerOptions: Record<string, unknown> };
    error?: ts.Diagnostic;
  };
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  config.compilerOptions.lib = LIBRARY;
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(config, undefined, 2));

  const namespaces = await barrelNamespaces(root);
  for (const file of await ownSources(join(root, "main.ts"))) {
    const target = join(directory, relative(root, file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, importFromBarrel(await readFile(file, "utf8"), namespaces));
  }
}

/** The template has places for what `cdktf init` asks the user. */
async function fillIn(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text
      .replace("{{projectId}}", "00000000-0000-4000-8000-000000000000")
      .replace("{{sendCrashReports}}", "false")
      .replace("{{futureFlags}}", ""),
  );
}

/** A file of the project, and all files that it imports, for their types alone too. */
async function ownSources(entry: string): Promise<Set<string>> {
  const found = new Set([entry]);
  for (const file of found) {
    const { importedFiles } = ts.preProcessFile(await readFile(file, "utf8"));
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith(".")) continue;
      const path = resolve(dirname(file), fileName);
      found.add(
        [`${path}.ts`, join(path, "index.ts")].find((candidate) => ts.sys.fileExists(candidate)) ?? path,
      );
    }
  }
  return found;
}

/** The barrel's namespace for each folder: `s3-bucket` is exported as `s3Bucket`. */
async function barrelNamespaces(root: string): Promise<Map<string, string>> {
  const barrel = await readFile(join(root, "node_modules", BARREL, "lib", "index.d.ts"), "utf8");
  return new Map(
    [...barrel.matchAll(/^export \* as (\w+) from '\.\/([\w-]+)'/gm)].map(([, namespace, folder]) => [
      folder!,
      namespace!,
    ]),
  );
}

const SUBPATH_IMPORT = /import (?:type )?\{([^}]*)\} from "@cdktf\/provider-aws\/lib\/([\w-]+)";/g;

/**
 * Turns `import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket"` into the barrel's import of `s3Bucket`, and an
 * alias, `import S3Bucket = s3Bucket.S3Bucket`, which stands for the class and its type alike. The rest stays.
 *
 * @param namespaces the barrel's name for each folder of `lib`
 * @throws Error for a folder that the barrel doesn't export
 */
export function importFromBarrel(source: string, namespaces: ReadonlyMap<string, string>): string {
  return source.replace(SUBPATH_IMPORT, (_, list: string, folder: string) => {
    const namespace = namespaces.get(folder);
    if (!namespace) throw new Error(`Expected ${BARREL} to export lib/${folder}, and it does not`);
    const aliases = list
      .split(",")
      .map((item) => item.trim().replace(/^type /, ""))
      .filter(Boolean)
      .map((item) => {
        const [name, alias = name] = item.split(" as ");
        return `import ${alias} = ${namespace}.${name};`;
      });
    return [`import { ${namespace} } from "${BARREL}";`, ...aliases].join("\n");
  });
}
