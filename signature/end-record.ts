import { type ByteSource, readExactly } from "./byte-source";
import { MalformedArchiveError } from "./errors";
import { readUInt64 } from "./extra-fields";

export const END_SIGNATURE = 0x06054b50;
export const END_BYTES = 22;
export const ZIP64_END_SIGNATURE = 0x06064b50;
export const ZIP64_END_BYTES = 56;
export const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
export const ZIP64_LOCATOR_BYTES = 20;
const LONGEST_COMMENT = 0xffff;

/** Where the central directory is, and what stands after it. */
export interface EndRecord {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
  readonly comment: Buffer;
}

/**
 * Reads the end of the archive.
 *
 * Unpackers look for it in different ways: from the back, from the front, with or without a look at ZIP64. An archive
 * in which they would find different directories could show one content to the verifier and run another, so each such
 * doubt is an error.
 *
 * @throws MalformedArchiveError
 */
export async function readEndRecord(source: ByteSource): Promise<EndRecord> {
  const tailSize = Math.min(source.size, END_BYTES + LONGEST_COMMENT);
  const tailOffset = source.size - tailSize;
  const tail = await readExactly(source, tailOffset, tailSize);
  const position = findEnd(tail);
  const end = tail.subarray(position);

  const classic = {
    entryCount: end.readUInt16LE(10),
    directorySize: end.readUInt32LE(12),
    directoryOffset: end.readUInt32LE(16),
  };
  const zip64 = await readZip64End(source, tailOffset + position);
  if (zip64) {
    const agrees =
      (classic.entryCount === 0xffff || classic.entryCount === zip64.entryCount) &&
      (classic.directorySize === 0xffffffff || classic.directorySize === zip64.directorySize) &&
      (classic.directoryOffset === 0xffffffff || classic.directoryOffset === zip64.directoryOffset);
    if (!agrees)
      throw new MalformedArchiveError("The archive's end record and its ZIP64 end record disagree.");
  } else if (end.readUInt32LE(4) !== 0 || end.readUInt16LE(8) !== classic.entryCount) {
    throw new MalformedArchiveError("The archive is one part of a split archive. Join its parts first.");
  }

  const { entryCount, directorySize, directoryOffset } = zip64 ?? classic;
  const directoryEnd = zip64?.offset ?? tailOffset + position;
  if (directoryOffset + directorySize !== directoryEnd) {
    throw new MalformedArchiveError(
      `Expected the central directory to end at byte ${directoryEnd}, where the end record starts, but it ends at byte ` +
        `${directoryOffset + directorySize}. Bytes were put before the archive, or cut out of it.`,
    );
  }
  return { entryCount, directoryOffset, directorySize, comment: end.subarray(END_BYTES) };
}

/** The position in `tail` of the one end record whose comment reaches the last byte. */
function findEnd(tail: Buffer): number {
  const marks: number[] = [];
  for (let at = tail.indexOf("PK\x05\x06"); at !== -1; at = tail.indexOf("PK\x05\x06", at + 1))
    marks.push(at);

  const complete = marks.filter(
    (at) => at + END_BYTES <= tail.length && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length,
  );
  const [first] = complete;
  if (first === undefined) {
    throw new MalformedArchiveError(
      "The archive has no end record as its last bytes: it is not a ZIP, was cut off, or has bytes appended.",
    );
  }
  if (complete.length > 1 || first !== marks.at(-1)) {
    throw new MalformedArchiveError("The archive has more than one end record, so its content is ambiguous.");
  }
  return first;
}

async function readZip64End(source: ByteSource, endOffset: number) {
  const locatorOffset = endOffset - ZIP64_LOCATOR_BYTES;
  if (locatorOffset < 0) return undefined;
  const locator = await readExactly(source, locatorOffset, ZIP64_LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== ZIP64_LOCATOR_SIGNATURE) return undefined;

  const label = "The archive's ZIP64 end record";
  const what = () => label;
  const offset = readUInt64(locator, 8, what);
  if (offset + ZIP64_END_BYTES > locatorOffset) {
    throw new MalformedArchiveError(`${label} is not where its locator says (byte ${offset}).`);
  }
  const end = await readExactly(source, offset, ZIP64_END_BYTES);
  if (
    end.readUInt32LE(0) !== ZIP64_END_SIGNATURE ||
    offset + 12 + readUInt64(end, 4, what) !== locatorOffset
  ) {
    throw new MalformedArchiveError(`${label} is not where its locator says (byte ${offset}).`);
  }
  const entryCount = readUInt64(end, 32, what);
  if (end.readUInt32LE(16) !== 0 || end.readUInt32LE(20) !== 0 || readUInt64(end, 24, what) !== entryCount) {
    throw new MalformedArchiveError("The archive is one part of a split archive. Join its parts first.");
  }
  return {
    offset,
    entryCount,
    directorySize: readUInt64(end, 40, what),
    directoryOffset: readUInt64(end, 48, what),
  };
}
