import { basename, resolve } from "node:path";
import { bundle } from "./bundle";
import { packageFiles, type FunctionPackage } from "./package-files";

/**
 * Bundles a function and packs it: `index.js`, and nothing else, in a reproducible ZIP. The source map is
 * written beside the ZIP, under the same name.
 *
 * @throws PackagingError when the entry file is missing, when esbuild finds an error, or when the bundle is over
 * Lambda's 250 MB
 */
export async function packageFunction(options: {
  /** Folder with the function's `index.ts`, `index.js` or `index.mjs`. */
  readonly sourceDirectory: string;
  /** Where the ZIP goes; made if it isn't there, for its owner alone. */
  readonly outputDirectory: string;
  /** @default the source folder's name */
  readonly name?: string;
}): Promise<FunctionPackage> {
  const sourceDirectory = resolve(options.sourceDirectory);
  const { code, sourceMap } = await bundle(sourceDirectory);
  return packageFiles({
    files: [{ name: "index.js", isExecutable: false, size: code.length, read: () => Promise.resolve(code) }],
    sourceMap,
    outputDirectory: options.outputDirectory,
    name: options.name ?? basename(sourceDirectory),
  });
}
