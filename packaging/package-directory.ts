import { realpath } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { collectFiles } from "./collect-files";
import { isInside } from "./is-inside";
import { packageFiles, type FunctionPackage } from "./package-files";
import { PackagingError } from "./packaging-error";

/**
 * Packs a folder as it is into a reproducible ZIP: for code that is already built, in any language. Symbolic
 * links that stay inside are followed; empty folders are left out.
 *
 * @throws PackagingError when the folder is missing, has no file, is over Lambda's 250 MB unpacked, or holds a
 * link that leaves it, a broken link, a pipe, a socket or a device
 */
export async function packageDirectory(options: {
  readonly directory: string;
  /** Where the ZIP goes, outside of `directory`; made if it isn't there, for its owner alone. */
  readonly outputDirectory: string;
  /** @default the folder's name */
  readonly name?: string;
}): Promise<FunctionPackage> {
  const directory = resolve(options.directory);
  const files = await collectFiles(directory);
  await refuseOutputInside(directory, options.outputDirectory);
  return packageFiles({
    files,
    outputDirectory: options.outputDirectory,
    name: options.name ?? basename(directory),
  });
}

async function refuseOutputInside(directory: string, outputDirectory: string): Promise<void> {
  const realOutput = await realpath(outputDirectory).catch(() => outputDirectory);
  if (isInside(directory, outputDirectory) || isInside(await realpath(directory), realOutput)) {
    throw new PackagingError(
      `an output folder outside of '${directory}'`,
      `'${outputDirectory}'`,
      "Choose another one: the next package would contain this one.",
    );
  }
}
