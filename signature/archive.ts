import { type ByteSource, readExactly } from "./byte-source";
import { readEndRecord } from "./end-record";
import { MalformedArchiveError } from "./errors";
import { completeFromExtraFields, label } from "./extra-fields";

export const CENTRAL_SIGNATURE = 0x02014b50;
export const CENTRAL_BYTES = 46;
export const STORED = 0;
export const DEFLATED = 8;
/** Traditional encryption, strong encryption, and a central directory with masked values. */
export const ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000;

/** Lambda's limit for a function and its layers, unpacked: 250 MB. */
export const MAXIMUM_UNPACKED_BYTES = 262_144_000;
/** The directory is held in memory: room for 100,000 files with paths of 100 bytes, and no more for a bomb. */
const MAXIMUM_DIRECTORY_BYTES = 16 * 1024 * 1024;
const MAXIMUM_ARCHIVE_BYTES = 0xffffffff - MAXIMUM_DIRECTORY_BYTES;

/** One file or folder, as the central directory describes it. */
export interface ArchiveEntry {
  /** The raw bytes: what the signature covers. */
  readonly name: Buffer;
  readonly isDirectory: boolean;
  readonly method: typeof STORED | typeof DEFLATED;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  /** Where the entry's local header starts. */
  readonly offset: number;
  /** Where the next entry, or the central directory, starts. */
  readonly end: number;
}

export interface Archive {
  /** In the order of the central directory: the order that the signature covers. */
  readonly entries: readonly ArchiveEntry[];
  readonly directoryOffset: number;
  /** The bytes of the central directory. */
  readonly directory: Buffer;
  readonly comment: Buffer;
}

export interface ReadArchiveOptions {
  /** The largest sum of the unpacked sizes, in bytes. @default 262144000, Lambda's 250 MB */
  readonly maximumUnpackedBytes?: number;
}

/**
 * Reads an archive's list of entries; their bodies are read, and checked, by `readBody`.
 *
 * Stricter than most unpackers: whatever two of them could read differently is refused, for the signature would then
 * cover one content while another runs.
 *
 * @throws MalformedArchiveError
 */
export async function readArchive(source: ByteSource, options: ReadArchiveOptions = {}): Promise<Archive> {
  const maximumUnpackedBytes = options.maximumUnpackedBytes ?? MAXIMUM_UNPACKED_BYTES;
  if (source.size > MAXIMUM_ARCHIVE_BYTES) {
    throw new MalformedArchiveError(
      `The archive has ${source.size} bytes; at most ${MAXIMUM_ARCHIVE_BYTES} can be read.`,
    );
  }
  const { entryCount, directoryOffset, directorySize, comment } = await readEndRecord(source);
  if (directorySize > MAXIMUM_DIRECTORY_BYTES) {
    throw new MalformedArchiveError(
      `The central directory has ${directorySize} bytes; at most ${MAXIMUM_DIRECTORY_BYTES} are allowed.`,
    );
  }
  const directory = await readExactly(source, directoryOffset, directorySize);
  const entries = withEnds(parseDirectory(directory, entryCount), directoryOffset);
  refuseDuplicates(entries);

  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (unpackedBytes > maximumUnpackedBytes) {
    throw new MalformedArchiveError(
      `The archive unpacks to ${unpackedBytes} bytes; at most ${maximumUnpackedBytes} are allowed. Leave out what the function doesn't need.`,
    );
  }
  return { entries, directoryOffset, directory, comment };
}

/** An entry whose end isn't known yet. */
type DirectoryEntry = Omit<ArchiveEntry, "end"> & { end: number };

function parseDirectory(directory: Buffer, entryCount: number): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  let offset = 0;
  while (offset < directory.length) {
    const header = directory.subarray(offset);
    if (header.length < CENTRAL_BYTES || header.readUInt32LE(0) !== CENTRAL_SIGNATURE) {
      throw new MalformedArchiveError(
        `Expected entry ${entries.length + 1} in the central directory, got other bytes.`,
      );
    }
    const nameEnd = CENTRAL_BYTES + header.readUInt16LE(28);
    const extraEnd = nameEnd + header.readUInt16LE(30);
    const end = extraEnd + header.readUInt16LE(32);
    if (end > header.length) {
      throw new MalformedArchiveError(`Entry ${entries.length + 1} reaches past the central directory.`);
    }
    const name = header.subarray(CENTRAL_BYTES, nameEnd);
    entries.push(parseEntry(header, name, header.subarray(nameEnd, extraEnd)));
    offset += end;
  }
  if (entries.length !== entryCount) {
    throw new MalformedArchiveError(
      `The end record promises ${entryCount} entries, but the central directory has ${entries.length}.`,
    );
  }
  return entries;
}

function parseEntry(header: Buffer, name: Buffer, extra: Buffer): DirectoryEntry {
  refuseUnsafeName(name);
  const refuse = (what: string) => new MalformedArchiveError(`${label(name)} ${what}`);
  if (header.readUInt16LE(8) & ENCRYPTED_FLAGS)
    throw refuse("is encrypted. Lambda can't unpack it: pack it without.");

  const method = header.readUInt16LE(10);
  if (method !== STORED && method !== DEFLATED) {
    throw refuse(`uses compression method ${method}. Pack it stored (0) or deflated (8).`);
  }
  const disk = header.readUInt16LE(34);
  if (disk !== 0 && disk !== 0xffff)
    throw refuse("is in another part of a split archive. Join its parts first.");

  const [uncompressedSize, compressedSize, offset] = completeFromExtraFields(
    [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)],
    extra,
    name,
  ) as [number, number, number];
  if (method === STORED && uncompressedSize !== compressedSize) {
    throw refuse(`is stored, but has ${compressedSize} packed and ${uncompressedSize} unpacked bytes.`);
  }
  const isDirectory = name.at(-1) === "/".charCodeAt(0);
  if (isDirectory && uncompressedSize > 0)
    throw refuse(`is a folder with a body of ${uncompressedSize} bytes.`);

  return {
    name,
    isDirectory,
    method,
    crc32: header.readUInt32LE(16),
    compressedSize,
    uncompressedSize,
    offset,
    end: 0,
  };
}

function refuseUnsafeName(name: Buffer): void {
  const path = name.toString("latin1");
  const problem =
    path === ""
      ? "has no name."
      : path.includes("\0")
        ? "has a NUL in its name, where some unpackers end it."
        : /^([/\\]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes("..")
          ? "leaves the folder it is unpacked into."
          : undefined;
  if (problem) throw new MalformedArchiveError(`${label(name)} ${problem}`);
}

function refuseDuplicates(entries: readonly ArchiveEntry[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const key = name.toString("latin1");
    if (seen.has(key)) {
      throw new MalformedArchiveError(
        `${label(name)} is there twice; unpackers differ in which of the two they keep.`,
      );
    }
    seen.add(key);
  }
}

/**
 * Gives each entry its end. Entries lie one after the other from byte 0 to the directory: bytes between them would be
 * seen by an unpacker that reads from the front, and by no signature.
 */
function withEnds(entries: readonly DirectoryEntry[], directoryOffset: number): readonly ArchiveEntry[] {
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset);
  const first = inOrder[0]?.offset ?? directoryOffset;
  if (first !== 0) {
    throw new MalformedArchiveError(
      `The first ${first} bytes belong to no entry. Remove what stands before the archive.`,
    );
  }
  for (const [index, entry] of inOrder.entries()) {
    const end = inOrder[index + 1]?.offset ?? directoryOffset;
    if (entry.offset >= directoryOffset) {
      throw new MalformedArchiveError(
        `${label(entry.name)} starts at byte ${entry.offset}, past the archive's entries.`,
      );
    }
    if (end === entry.offset) {
      throw new MalformedArchiveError("Two entries of the archive start at the same byte.");
    }
    // In place: a copy of each of a hundred thousand would be as much memory again.
    entry.end = end;
  }
  return entries;
}
