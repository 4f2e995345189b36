import { MalformedArchiveError } from "./errors";

/** An entry's name as an error message shows it. */
export const label = (name: Buffer): string => `Entry ${JSON.stringify(name.toString("utf8"))}`;

const ZIP64_FIELD = 0x0001;
const UNICODE_PATH_FIELD = 0x7075;
const UNICODE_PATH_HEADER_BYTES = 5;

/** The two extra fields that change what an entry is; the others say nothing about its name or bytes. */
interface ExtraFields {
  readonly zip64: Buffer | undefined;
  readonly unicodePath: Buffer | undefined;
}

const NONE: ExtraFields = { zip64: undefined, unicodePath: undefined };

function parseExtraFields(extra: Buffer, name: Buffer): ExtraFields {
  if (extra.length === 0) return NONE;
  const found = new Map<number, Buffer>();
  let offset = 0;
  while (offset < extra.length) {
    const end = offset + 4 <= extra.length ? offset + 4 + extra.readUInt16LE(offset + 2) : Infinity;
    if (end > extra.length) {
      throw new MalformedArchiveError(`${label(name)} has an extra field that is longer than its place.`);
    }
    const id = extra.readUInt16LE(offset);
    const decisive = id === ZIP64_FIELD || id === UNICODE_PATH_FIELD;
    if (decisive && found.has(id)) {
      throw new MalformedArchiveError(`${label(name)} has the extra field 0x${id.toString(16)} twice.`);
    }
    found.set(id, extra.subarray(offset + 4, end));
    offset = end;
  }
  return { zip64: found.get(ZIP64_FIELD), unicodePath: found.get(UNICODE_PATH_FIELD) };
}

/**
 * Checks an entry's extra fields and completes its 32-bit numbers from the ZIP64 field.
 *
 * Some unpackers prefer the name in the Unicode Path field to the one in the header. The signature covers only the
 * latter, so a second, different name would rename a signed file.
 *
 * @param numbers the header's numbers in ZIP64's order: unpacked size, packed size, offset; 0xffffffff = see ZIP64
 */
export function completeFromExtraFields(numbers: readonly number[], extra: Buffer, name: Buffer): number[] {
  const { zip64, unicodePath } = parseExtraFields(extra, name);
  if (unicodePath && !unicodePath.subarray(UNICODE_PATH_HEADER_BYTES).equals(name)) {
    throw new MalformedArchiveError(
      `${label(name)} carries a second, different name in a Unicode Path field.`,
    );
  }
  let position = 0;
  return numbers.map((number) => {
    if (number !== 0xffffffff) return number;
    if (!zip64 || position + 8 > zip64.length) {
      throw new MalformedArchiveError(`${label(name)} refers to a ZIP64 number that it doesn't have.`);
    }
    const value = readUInt64(zip64, position, () => label(name));
    position += 8;
    return value;
  });
}

/** A 64-bit number; none in a package that can be deployed comes near 2^53. */
export function readUInt64(bytes: Buffer, offset: number, what: () => string): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new MalformedArchiveError(
      `${what()} has the number ${value}, which no archive of this size can need.`,
    );
  }
  return Number(value);
}
