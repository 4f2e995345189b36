import { randomUUID } from "node:crypto";
import { open, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ByteSource, collect, fromBuffer, fromFile } from "../../signature";

/** Up to this size bytes are held in memory: a file for each of many small objects is slower. */
const IN_MEMORY_BYTES = 4 * 1024 * 1024;

export interface HeldBytes {
  readonly source: ByteSource;
  release(): Promise<void>;
}

/**
 * Takes a stream's bytes in, to be read again in any order.
 * @param size of all of them, as announced; `undefined` when it isn't known.
 * @param folder for the file of what is too large for memory.
 */
export async function holdBytes(
  chunks: AsyncIterable<Buffer>,
  size: number | undefined,
  folder: string,
): Promise<HeldBytes> {
  return size !== undefined && size <= IN_MEMORY_BYTES ? holdInMemory(chunks) : holdInFile(chunks, folder);
}

async function holdInMemory(chunks: AsyncIterable<Buffer>): Promise<HeldBytes> {
  return { source: fromBuffer(await collect(chunks)), release: () => Promise.resolve() };
}

async function holdInFile(chunks: AsyncIterable<Buffer>, folder: string): Promise<HeldBytes> {
  const path = join(folder, randomUUID());
  const file = await open(path, "wx+", 0o600);
  try {
    // A file without a name is gone with whoever has it open, even one that is killed.
    await unlink(path);
    // Not its stream: one that doesn't close the file keeps `close` waiting for ever.
    await writeFile(file, chunks);
    const { size } = await file.stat();
    return { source: fromFile(file, size), release: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}
