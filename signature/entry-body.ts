import { pipeline } from "node:stream/promises";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { type ArchiveEntry, DEFLATED, ENCRYPTED_FLAGS } from "./archive";
import { type ByteSource, readChunks, readExactly } from "./byte-source";
import { crc32 } from "./crc32";
import { MalformedArchiveError } from "./errors";
import { completeFromExtraFields, label, readUInt64 } from "./extra-fields";

export const LOCAL_SIGNATURE = 0x04034b50;
export const LOCAL_BYTES = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const DESCRIPTOR_FLAG = 0x0008;
/** Holds the longest local header, name and extra fields; most small files come whole in this one read. */
const HEAD_BYTES = LOCAL_BYTES + 2 * 0xffff;
const SMALLEST_ZLIB_CHUNK = 64;
/** A body up to this size is inflated in one call: a stream for each of many thousand small files is slow. */
const SMALL_BODY_BYTES = 1024 * 1024;

/**
 * An entry's unpacked bytes, in pieces. Only when the last piece was taken are length and CRC known to be right, so a
 * caller decides nothing before.
 *
 * @throws MalformedArchiveError
 */
export async function* readBody(source: ByteSource, entry: ArchiveEntry): AsyncGenerator<Buffer> {
  let size = 0;
  let crc = 0;
  for await (const chunk of unpackedChunks(source, entry)) {
    size += chunk.length;
    if (size > entry.uncompressedSize) break;
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.uncompressedSize) {
    throw refuse(entry, `unpacks to ${size} bytes or more, but ${entry.uncompressedSize} are promised.`);
  }
  if (crc !== entry.crc32) throw refuse(entry, "doesn't match its CRC-32: the archive was damaged.");
}

async function* unpackedChunks(source: ByteSource, entry: ArchiveEntry): AsyncGenerator<Buffer> {
  const head = await readExactly(source, entry.offset, Math.min(HEAD_BYTES, entry.end - entry.offset));
  const bodyStart = checkLocalHeader(head, entry);
  const bodyEnd = bodyStart + entry.compressedSize;
  const gap = entry.end - entry.offset - bodyEnd;
  if (gap < 0) throw refuse(entry, "reaches into what follows it.");
  await checkDescriptor(source, entry, gap, head);

  const inHead = head.subarray(bodyStart, Math.min(bodyEnd, head.length));
  if (entry.method === DEFLATED && bodyEnd <= head.length && entry.uncompressedSize <= SMALL_BODY_BYTES) {
    yield inflateAtOnce(inHead, entry);
    return;
  }
  async function* packedChunks() {
    yield inHead;
    yield* readChunks(source, entry.offset + head.length, entry.offset + bodyEnd);
  }
  yield* entry.method === DEFLATED ? inflate(packedChunks(), entry) : packedChunks();
}

/** Unpackers that read from the front believe the local header: it must say what the directory says. */
function checkLocalHeader(head: Buffer, entry: ArchiveEntry): number {
  if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== LOCAL_SIGNATURE) {
    throw refuse(entry, `has no local header at byte ${entry.offset}.`);
  }
  const nameEnd = LOCAL_BYTES + head.readUInt16LE(26);
  const bodyStart = nameEnd + head.readUInt16LE(28);
  if (bodyStart > head.length) throw refuse(entry, "has a local header that reaches into what follows it.");

  const flags = head.readUInt16LE(6);
  const [uncompressedSize, compressedSize] = completeFromExtraFields(
    [head.readUInt32LE(22), head.readUInt32LE(18)],
    head.subarray(nameEnd, bodyStart),
    entry.name,
  );
  // With a data descriptor these three numbers were not yet known when the header was written.
  const numbersAgree =
    (flags & DESCRIPTOR_FLAG) !== 0 ||
    (head.readUInt32LE(14) === entry.crc32 &&
      compressedSize === entry.compressedSize &&
      uncompressedSize === entry.uncompressedSize);
  if (
    !head.subarray(LOCAL_BYTES, nameEnd).equals(entry.name) ||
    head.readUInt16LE(8) !== entry.method ||
    (flags & ENCRYPTED_FLAGS) !== 0 ||
    !numbersAgree
  ) {
    throw refuse(entry, "is described differently in its local header and in the central directory.");
  }
  return bodyStart;
}

/** Between an entry's body and the next entry there is its data descriptor, if it has one, and nothing else. */
async function checkDescriptor(
  source: ByteSource,
  entry: ArchiveEntry,
  gap: number,
  head: Buffer,
): Promise<void> {
  const announced = (head.readUInt16LE(6) & DESCRIPTOR_FLAG) !== 0;
  if (!announced && gap === 0) return;
  // Four layouts are in use: with or without a signature, with 32-bit or with ZIP64's 64-bit sizes.
  if (!announced || ![12, 16, 20, 24].includes(gap)) {
    throw refuse(
      entry,
      `is followed by ${gap} bytes that are ${announced ? "no data descriptor" : "no entry's"}.`,
    );
  }
  const bytes = await readExactly(source, entry.end - gap, gap);
  const signed = gap === 16 || gap === 24;
  const fields = bytes.subarray(signed ? 4 : 0);
  const sizes =
    fields.length === 12
      ? [fields.readUInt32LE(4), fields.readUInt32LE(8)]
      : [readUInt64(fields, 4, () => label(entry.name)), readUInt64(fields, 12, () => label(entry.name))];
  if (
    (signed && bytes.readUInt32LE(0) !== DESCRIPTOR_SIGNATURE) ||
    fields.readUInt32LE(0) !== entry.crc32 ||
    sizes[0] !== entry.compressedSize ||
    sizes[1] !== entry.uncompressedSize
  ) {
    throw refuse(entry, "has a data descriptor that disagrees with the central directory.");
  }
}

function inflateAtOnce(packed: Buffer, entry: ArchiveEntry): Buffer {
  try {
    // With `info`, which @types/node doesn't know, the result also tells how many bytes were used.
    const { buffer, engine } = inflateRawSync(packed, {
      info: true,
      // One byte more than is needed, or zlib takes a second piece of memory to see that nothing is left.
      chunkSize: Math.max(entry.uncompressedSize + 1, SMALLEST_ZLIB_CHUNK),
      maxOutputLength: Math.max(entry.uncompressedSize, 1),
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    checkUsed(engine.bytesWritten, entry);
    return buffer;
  } catch (error) {
    throw asMalformed(error, entry);
  }
}

async function* inflate(packed: AsyncIterable<Buffer>, entry: ArchiveEntry): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024 });
  // Its errors arrive below too, for pipeline destroys the inflater with them.
  const feeding = pipeline(packed, inflater).catch(() => undefined);
  try {
    for await (const chunk of inflater) yield chunk as Buffer;
    checkUsed(inflater.bytesWritten, entry);
  } catch (error) {
    throw asMalformed(error, entry);
  } finally {
    inflater.destroy();
    await feeding;
  }
}

function checkUsed(used: number, entry: ArchiveEntry): void {
  if (used !== entry.compressedSize) {
    throw refuse(entry, `has ${entry.compressedSize - used} bytes after the end of its packed data.`);
  }
}

/** zlib's own errors, and only those, mean a bad archive; one of the source stays what it is. */
function asMalformed(error: unknown, entry: ArchiveEntry): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ERR_BUFFER_TOO_LARGE") {
    return refuse(entry, `unpacks to more than the ${entry.uncompressedSize} bytes that are promised.`);
  }
  return code.startsWith("Z_") ? refuse(entry, `can't be unpacked: ${(error as Error).message}.`) : error;
}

const refuse = (entry: ArchiveEntry, what: string) =>
  new MalformedArchiveError(`${label(entry.name)} ${what}`);
