import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { PackagedFile } from "./packaged-file";

/**
 * The one moment that every entry carries. A ZIP holds local time without a zone and yazl reads the Date's local
 * parts, so it is built from local parts: the bytes are then the same in every zone. Noon, because no zone
 * skips it when its clocks change.
 */
const FIXED_TIME = new Date(1980, 1, 1, 12, 0, 0);

/** Whatever the umask made of the mode, only "executable or not" counts: it is also all that git keeps. */
const FILE_MODE = 0o100644;
const EXECUTABLE_MODE = 0o100755;

/** Reads that are under way together: enough to keep the disk and the compressor's threads busy. */
const READS_AT_ONCE = 8;

/**
 * Writes a ZIP that depends on nothing but the files' names, contents and executable bits. The compressed files
 * stay in memory until the end: under 600 MB for incompressible content at Lambda's limit.
 *
 * @param path a file that doesn't exist yet; only its owner may read it
 * @returns its SHA-256 in hex and its size in bytes
 * @throws the file system's own errors, such as ENOSPC
 */
export async function writeZip(
  files: readonly PackagedFile[],
  path: string,
): Promise<{ sha256: string; sizeInBytes: number }> {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  const hash = createHash("sha256");
  let sizeInBytes = 0;

  addFiles(zip, [...files].sort(byNameInBytes)).then(
    () => zip.end(),
    (error: Error) => output.destroy(error),
  );
  await pipeline(
    output,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeInBytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path, { flags: "wx", mode: 0o600 }),
  );
  return { sha256: hash.digest("hex"), sizeInBytes };
}

/** By bytes, not by locale: Lambda's signature covers the entries in their order. */
function byNameInBytes(a: PackagedFile, b: PackagedFile): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

async function addFiles(zip: ZipFile, files: readonly PackagedFile[]): Promise<void> {
  for (let start = 0; start < files.length; start += READS_AT_ONCE) {
    const batch = files.slice(start, start + READS_AT_ONCE);
    const contents = await Promise.all(batch.map((file) => file.read()));
    for (const [index, file] of batch.entries()) {
      zip.addBuffer(contents[index]!, file.name, {
        mtime: FIXED_TIME,
        // Without it yazl adds an extra field with the time in UTC, which differs between zones.
        forceDosTimestamp: true,
        mode: file.isExecutable ? EXECUTABLE_MODE : FILE_MODE,
        compressionLevel: 6,
      });
    }
  }
}
