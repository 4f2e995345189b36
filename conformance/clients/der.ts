/** Just enough of DER to write a signature without the project's own writer. */

export const tlv = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
};

export const sequence = (...contents: readonly Buffer[]): Buffer => tlv(0x30, ...contents);

/** A SET OF, its members sorted. */
export const setOf = (...members: readonly Buffer[]): Buffer =>
  tlv(0x31, ...[...members].sort((one, other) => Buffer.compare(one, other)));

export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tlv(0x06, ...[first * 40 + second, ...rest].map(base128));
};

function base128(value: number): Buffer {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift((left % 128) | 0x80);
  }
  return Buffer.from(digits);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
