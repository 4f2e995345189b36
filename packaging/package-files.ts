import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { PackagedFile } from "./packaged-file";
import { PackagingError } from "./packaging-error";
import { writeZip } from "./write-zip";

/** Lambda's limit for a function's code, unpacked. Source: the Lambda quotas page, 250 MB. */
export const MAX_UNPACKED_BYTES = 262_144_000;

/** A function's code, packed: not signed yet. */
export interface FunctionPackage {
  readonly name: string;
  /** Absolute path of the ZIP, `<name>-<sha256>.zip`. */
  readonly path: string;
  /** SHA-256 of the ZIP, 64 hex digits. */
  readonly sha256: string;
  /** Size of the ZIP. */
  readonly sizeInBytes: number;
  /** Absolute path of the bundle's source map, which is never inside the ZIP. */
  readonly sourceMapPath?: string;
}

/** Checks the files against Lambda's limits and puts their ZIP, named by its content, into `outputDirectory`. */
export async function packageFiles(options: {
  readonly files: readonly PackagedFile[];
  readonly outputDirectory: string;
  readonly name: string;
  readonly sourceMap?: Buffer;
}): Promise<FunctionPackage> {
  const { files, name, sourceMap } = options;
  checkName(name);
  checkSize(name, files);

  const outputDirectory = resolve(options.outputDirectory);
  await mkdir(outputDirectory, { recursive: true, mode: 0o700 });
  // The name is known only when the ZIP is complete. Until then it has one that no reader looks for.
  const temporary = join(outputDirectory, `.${name}-${randomUUID()}.tmp`);
  try {
    const { sha256, sizeInBytes } = await writeZip(files, temporary);
    const path = join(outputDirectory, `${name}-${sha256}.zip`);
    if (!(await holds(path, sha256))) await rename(temporary, path);
    if (sourceMap === undefined) return { name, path, sha256, sizeInBytes };

    const sourceMapPath = join(outputDirectory, `${name}-${sha256}.js.map`);
    await writeAtomically(sourceMapPath, sourceMap);
    return { name, path, sha256, sizeInBytes, sourceMapPath };
  } finally {
    await rm(temporary, { force: true });
  }
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) {
    throw new PackagingError(
      "a package name of letters, digits, '.', '_' and '-'",
      `'${name}'`,
      "Set `name`: it becomes part of a file name and of an object key.",
    );
  }
}

function checkSize(name: string, files: readonly PackagedFile[]): void {
  if (files.length === 0) {
    throw new PackagingError(
      `at least one file to package for '${name}'`,
      "none",
      "Build the function first, or name the folder that holds its code.",
    );
  }
  const unpackedBytes = files.reduce((sum, file) => sum + file.size, 0);
  if (unpackedBytes > MAX_UNPACKED_BYTES) {
    throw new PackagingError(
      `at most ${MAX_UNPACKED_BYTES} bytes unpacked (Lambda's limit of 250 MB) for '${name}'`,
      `${unpackedBytes} bytes in ${files.length} ${files.length === 1 ? "file" : "files"}`,
      "Leave out what the function doesn't need at run time, or read it from elsewhere.",
    );
  }
}

/** Whether the file already has this content. Its name alone is no proof: what lies there gets signed. */
async function holds(path: string, sha256: string): Promise<boolean> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return false;
  }
  return hash.digest("hex") === sha256;
}

async function writeAtomically(path: string, content: Buffer): Promise<void> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  if (await holds(path, sha256)) return;
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, content, { flag: "wx", mode: 0o600 });
  await rename(temporary, path);
}
