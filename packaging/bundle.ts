import { stat } from "node:fs/promises";
import { join } from "node:path";
import { build, type BuildFailure, type Message } from "esbuild";
import { exportsSomething } from "./exports-something";
import { PackagingError } from "./packaging-error";

const ENTRY_FILES = ["index.ts", "index.js", "index.mjs"];

/** A function in one file, ready for Lambda's `index.handler`. */
export interface Bundle {
  readonly code: Buffer;
  readonly sourceMap: Buffer;
}

/**
 * Joins a function's `index.ts` (or `index.js`, `index.mjs`) and all that it imports into one CommonJS file for
 * Node 22. Nothing stays outside but Node's own modules: what runs is what was signed, whichever AWS SDK the
 * runtime happens to bring.
 *
 * @throws PackagingError when there is no entry file, when it exports nothing, or with esbuild's own errors, each with file and line
 */
export async function bundle(sourceDirectory: string): Promise<Bundle> {
  const entry = await findEntry(sourceDirectory);
  const { outputFiles, metafile } = await build({
    absWorkingDir: sourceDirectory,
    entryPoints: [entry],
    outfile: "index.js",
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    // Besides the size: an unminified bundle carries the path of each module in a comment.
    minify: true,
    keepNames: true,
    legalComments: "none",
    // "external" writes no sourceMappingURL into the bundle either.
    sourcemap: "external",
    metafile: true,
    logLevel: "silent",
  }).catch((error: unknown) => {
    throw isBuildFailure(error) ? bundleError(sourceDirectory, error) : error;
  });
  if (metafile.inputs[entry]?.format !== "cjs" && !(await exportsSomething(sourceDirectory, entry))) {
    throw new PackagingError(
      `a function that exports its handler from '${join(sourceDirectory, entry)}'`,
      "a file without any export",
      `Export the function's \`handler\` from ${entry}.`,
    );
  }
  const output = (extension: string): Buffer =>
    Buffer.from(outputFiles.find(({ path }) => path.endsWith(extension))!.contents);
  return { code: output(".js"), sourceMap: output(".js.map") };
}

async function findEntry(sourceDirectory: string): Promise<string> {
  for (const name of ENTRY_FILES) {
    const stats = await stat(join(sourceDirectory, name)).catch(() => undefined);
    if (stats?.isFile()) return name;
  }
  throw new PackagingError(
    `one of ${ENTRY_FILES.join(", ")} in '${sourceDirectory}'`,
    "none of them",
    "Export the function's `handler` from index.ts.",
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error;
}

function bundleError(sourceDirectory: string, failure: BuildFailure): PackagingError {
  return new PackagingError(
    `a function that can be bundled in '${sourceDirectory}'`,
    failure.errors.map(describe).join("; "),
    "Correct the source, or install the package that is missing.",
  );
}

function describe({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}: ${text}` : text;
}
