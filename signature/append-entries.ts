import { deflateRawSync } from "node:zlib";
import { type Archive, CENTRAL_BYTES, CENTRAL_SIGNATURE, DEFLATED, STORED } from "./archive";
import { crc32 } from "./crc32";
import {
  END_BYTES,
  END_SIGNATURE,
  ZIP64_END_BYTES,
  ZIP64_END_SIGNATURE,
  ZIP64_LOCATOR_BYTES,
  ZIP64_LOCATOR_SIGNATURE,
} from "./end-record";
import { LOCAL_BYTES, LOCAL_SIGNATURE } from "./entry-body";

/** An entry to append: a folder when its name ends with a slash. */
export interface NewEntry {
  readonly name: string;
  readonly body: Buffer;
}

const VERSION_NEEDED = 20;
const ZIP64_VERSION_NEEDED = 45;
const MADE_BY_UNIX = 3 << 8;
const FOLDER_MODE = 0o40755;
const FILE_MODE = 0o100644;
const MSDOS_FOLDER = 0x10;

/**
 * What follows the archive's first `directoryOffset` bytes once the entries are appended: their local headers and
 * bodies, the old central directory with theirs added, the end record. The old entries stay as they are.
 */
export function appendEntries(archive: Archive, entries: readonly NewEntry[], modifiedAt: Date): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [archive.directory];
  let offset = archive.directoryOffset;
  for (const entry of entries) {
    const { local, central } = encodeEntry(entry, offset, modifiedAt);
    locals.push(local);
    directory.push(central);
    offset += local.length;
  }
  const directoryBytes = Buffer.concat(directory);
  const end = encodeEnd(
    archive.entries.length + entries.length,
    directoryBytes.length,
    offset,
    archive.comment,
  );
  return Buffer.concat([...locals, directoryBytes, end]);
}

function encodeEntry({ name, body }: NewEntry, offset: number, modifiedAt: Date) {
  const isFolder = name.endsWith("/");
  const packed = isFolder ? body : deflateRawSync(body);
  const nameBytes = Buffer.from(name);

  // The fields that the local and the central header share, in the same order in both.
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(VERSION_NEEDED, 0);
  shared.writeUInt16LE(isFolder ? STORED : DEFLATED, 4);
  shared.writeUInt32LE(dosTime(modifiedAt), 6);
  shared.writeUInt32LE(crc32(body), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(body.length, 18);
  shared.writeUInt16LE(nameBytes.length, 22);

  const local = Buffer.alloc(LOCAL_BYTES);
  local.writeUInt32LE(LOCAL_SIGNATURE, 0);
  shared.copy(local, 4);

  const central = Buffer.alloc(CENTRAL_BYTES);
  central.writeUInt32LE(CENTRAL_SIGNATURE, 0);
  central.writeUInt16LE(MADE_BY_UNIX | VERSION_NEEDED, 4);
  shared.copy(central, 6);
  const mode = isFolder ? FOLDER_MODE : FILE_MODE;
  central.writeUInt32LE(((mode << 16) | (isFolder ? MSDOS_FOLDER : 0)) >>> 0, 38);
  central.writeUInt32LE(offset, 42);

  return { local: Buffer.concat([local, nameBytes, packed]), central: Buffer.concat([central, nameBytes]) };
}

/** ZIP's date and time in two-second steps, from 1980 to 2107; it has no time zone, so we write UTC. */
function dosTime(at: Date): number {
  const year = Math.min(Math.max(at.getUTCFullYear(), 1980), 2107) - 1980;
  const date = (year << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}

function encodeEnd(count: number, directorySize: number, directoryOffset: number, comment: Buffer): Buffer {
  // Sizes and offsets fit 32 bits, for `readArchive` takes no larger archive; only the count may not fit 16.
  const needsZip64 = count >= 0xffff;
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_SIGNATURE, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(directoryOffset, 16);
  end.writeUInt16LE(comment.length, 20);
  const zip64 = needsZip64 ? encodeZip64End(count, directorySize, directoryOffset) : Buffer.alloc(0);
  return Buffer.concat([zip64, end, comment]);
}

function encodeZip64End(count: number, directorySize: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES);
  end.writeUInt32LE(ZIP64_END_SIGNATURE, 0);
  end.writeBigUInt64LE(BigInt(ZIP64_END_BYTES - 12), 4);
  end.writeUInt16LE(MADE_BY_UNIX | ZIP64_VERSION_NEEDED, 12);
  end.writeUInt16LE(ZIP64_VERSION_NEEDED, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directorySize), 40);
  end.writeBigUInt64LE(BigInt(directoryOffset), 48);

  const locator = end.subarray(ZIP64_END_BYTES);
  locator.writeUInt32LE(ZIP64_LOCATOR_SIGNATURE, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directorySize), 8);
  locator.writeUInt32LE(1, 16);
  return end;
}
