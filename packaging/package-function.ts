import { basename, resolve } from "node:path";
import { bundle } from "./bundle";
import { collectFiles } from "./collect-files";
import { packageFiles, type FunctionPackage } from "./package-files";

/**
 * Bundles a function and packs it: `index.js`, and nothing else, in a reproducible ZIP. The source map is
 * written beside the ZIP, under the same name.
 *
 * @throws PackagingError when the entry file is missing or exports nothing, when esbuild finds an error, when the bundle
 * is over Lambda's 250 MB, or when the folder holds a link that leaves it, a broken link, a pipe, a socket or a device
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
  // Package managers link what they install to a store of their own, which is no more outside than ../node_modules is.
  await collectFiles(sourceDirectory, { except: "node_modules" });
  const { code, sourceMap } = await bundle(sourceDirectory);
  return packageFiles({
    files: [{ name: "index.js", isExecutable: false, size: code.length, read: () => Promise.resolve(code) }],
    sourceMap,
    outputDirectory: options.outputDirectory,
    name: options.name ?? basename(sourceDirectory),
  });
}
