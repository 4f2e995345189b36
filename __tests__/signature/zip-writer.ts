import { deflateRawSync } from "node:zlib";

/** How one entry is written; nothing of it is covered by a signature. */
export interface EntryEncoding {
  /** zlib's level; `"stored"` doesn't compress. */
  readonly level: number | "stored";
  readonly modified: number;
  readonly mode: number;
  /** Extra fields, complete: id, length, data. */
  readonly extra: Buffer;
  readonly comment: string;
  /** Sizes behind the body instead of before it, in one of the four layouts in use; 0 for none. */
  readonly descriptor: 0 | 12 | 16 | 20 | 24;
  /** Sizes in a ZIP64 extra field. */
  readonly zip64: boolean;
}

export const PLAIN: EntryEncoding = {
  level: "stored",
  modified: 0x5c21_0000,
  mode: 0o100644,
  extra: Buffer.alloc(0),
  comment: "",
  descriptor: 0,
  zip64: false,
};

/** Names are bytes, so that any name can be written. */
export interface EntryToWrite {
  readonly name: Buffer;
  readonly body: Buffer;
  readonly encoding: EntryEncoding;
}

/** Writes a ZIP by APPNOTE's tables, in ways that packers rarely combine. It shares nothing with what it tests. */
export function writeZip(entries: readonly EntryToWrite[], comment = ""): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = writeEntry(entry, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = uint16(entries.length);
  const end = [uint32(0x06054b50), uint32(0), count, count, uint32(directory.length), uint32(offset)];
  return Buffer.concat([
    ...locals,
    directory,
    ...end,
    uint16(comment.length),
    Buffer.from(comment, "latin1"),
  ]);
}

function writeEntry({ name, body, encoding }: EntryToWrite, offset: number) {
  const { level, modified, mode, extra, comment, descriptor, zip64 } = encoding;
  const packed = level === "stored" ? body : deflateRawSync(body, { level });
  const crc = uint32(crc32(body));
  // In a local header with a descriptor the three numbers are not yet known.
  const known = descriptor === 0;
  const sizes = (isKnown: boolean) =>
    zip64 && isKnown
      ? [uint32(0xffffffff), uint32(0xffffffff)]
      : [uint32(isKnown ? packed.length : 0), uint32(isKnown ? body.length : 0)];
  const zip64Field = zip64
    ? Buffer.concat([uint16(1), uint16(16), uint64(body.length), uint64(packed.length)])
    : Buffer.alloc(0);
  const shared = (isKnown: boolean, extraLength: number) => [
    uint16(zip64 ? 45 : 20),
    uint16((known ? 0 : 0x0008) | 0x0800),
    uint16(level === "stored" ? 0 : 8),
    uint32(modified),
    isKnown ? crc : uint32(0),
    ...sizes(isKnown),
    uint16(name.length),
    uint16(extraLength),
  ];
  const localExtra = known ? Buffer.concat([zip64Field, extra]) : extra;
  const centralExtra = Buffer.concat([extra, zip64Field]);
  const descriptorSizes = [packed.length, body.length].map(descriptor >= 20 ? uint64 : uint32);
  return {
    local: Buffer.concat([
      uint32(0x04034b50),
      ...shared(known, localExtra.length),
      name,
      localExtra,
      packed,
      ...(descriptor === 16 || descriptor === 24 ? [uint32(0x08074b50)] : []),
      ...(descriptor === 0 ? [] : [crc, ...descriptorSizes]),
    ]),
    central: Buffer.concat([
      uint32(0x02014b50),
      uint16((3 << 8) | 63),
      ...shared(true, centralExtra.length),
      uint16(comment.length),
      uint16(0),
      uint16(0),
      uint32((mode << 16) >>> 0),
      uint32(offset),
      name,
      centralExtra,
      Buffer.from(comment, "latin1"),
    ]),
  };
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
