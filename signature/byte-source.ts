/**
 * Bytes that are read piece by piece, so that a package of hundreds of megabytes need not be in memory.
 *
 * `read` resolves to exactly `length` bytes from `offset`; callers stay within `size`.
 */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Promise<Buffer>;
}

/** A source over bytes already in memory; its reads are views, not copies. */
export function fromBuffer(buffer: Buffer): ByteSource {
  return {
    size: buffer.length,
    read: (offset, length) => Promise.resolve(buffer.subarray(offset, offset + length)),
  };
}

/** An open file, as far as it is read here. */
export interface OpenFile {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** A source over the first `size` bytes of a file that the caller has open, and closes. */
export function fromFile(file: OpenFile, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      // A read may give less than was asked for without being at the end.
      while (filled < length) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) {
          break;
        }
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
  };
}

const CHUNK_BYTES = 256 * 1024;

/** The bytes from `start` up to `end`, in pieces of at most 256 KiB. */
export async function* readChunks(source: ByteSource, start: number, end: number): AsyncGenerator<Buffer> {
  const readAt = (offset: number): Promise<Buffer> | undefined =>
    offset < end ? readExactly(source, offset, Math.min(CHUNK_BYTES, end - offset)) : undefined;
  let next = readAt(start);
  try {
    for (let offset = start; next; offset += CHUNK_BYTES) {
      const chunk = await next;
      // Comes while the caller is at this one.
      next = readAt(offset + CHUNK_BYTES);
      // Its error is thrown when its turn comes; until then it is nobody's.
      next?.catch(() => undefined);
      yield chunk;
    }
  } finally {
    // Whoever breaks off may close the source at once.
    await next?.catch(() => undefined);
  }
}

const FIRST_WINDOW_BYTES = 4 * 1024;

/**
 * Answers small reads that follow each other out of one larger: an archive of many small files is read once, not once
 * a file. The window grows only while every byte is taken in order, so that no order of entries makes us read much more
 * than is taken.
 */
export function withReadAhead(source: ByteSource): ByteSource {
  let start = 0;
  let held: Buffer = Buffer.alloc(0);
  let window = 0;
  let lastEnd = 0;
  return {
    size: source.size,
    async read(offset, length) {
      const isNext = offset === lastEnd;
      lastEnd = offset + length;
      if (offset < start || lastEnd > start + held.length) {
        window = isNext ? Math.min(Math.max(2 * window, FIRST_WINDOW_BYTES), CHUNK_BYTES) : 0;
        held = await readExactly(source, offset, Math.min(Math.max(length, window), source.size - offset));
        start = offset;
      }
      return held.subarray(offset - start, offset - start + length);
    },
  };
}

/** All of the source's bytes as one buffer, for those who know that they are few. */
export const readAll = (source: ByteSource): Promise<Buffer> => collect(readChunks(source, 0, source.size));

/** All chunks as one buffer. */
export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/**
 * Reads `length` bytes.
 *
 * @throws Error when the source gives fewer or more: it changed while it was read.
 */
export async function readExactly(source: ByteSource, offset: number, length: number): Promise<Buffer> {
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) {
    throw new Error(
      `Expected ${length} bytes at offset ${offset}, got ${bytes.length}. Was the package changed while it was read? Try again.`,
    );
  }
  return bytes;
}
