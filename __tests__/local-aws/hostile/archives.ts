import { randomBytes } from "node:crypto";
import { type EntryEncoding, type EntryToWrite, PLAIN, writeZip } from "../../signature/zip-writer";

export const SIGNATURE_FILE = "META_INF/aws_signer_signature_v1.0.SF";

const CENTRAL = "PK\x01\x02";
const END = "PK\x05\x06";

const entry = (
  name: string,
  body: string | Buffer = "x",
  encoding: Partial<EntryEncoding> = {},
): EntryToWrite => ({
  name: Buffer.from(name),
  body: Buffer.from(body),
  encoding: { ...PLAIN, ...encoding },
});

/** Writes 32-bit numbers over others, at distances from the n-th central header. */
function patched(zip: Buffer, index: number, numbers: Record<number, number>): Buffer {
  const copy = Buffer.from(zip);
  let at = copy.indexOf(CENTRAL);
  for (let n = 0; n < index; n++) at = copy.indexOf(CENTRAL, at + 1);
  for (const [distance, value] of Object.entries(numbers)) copy.writeUInt32LE(value, at + Number(distance));
  return copy;
}

const code = "exports.handler = async () => 1;\n";
const plain = () => writeZip([entry("index.js", code), entry("lib.js", code)]);
/** 64 MB that are packed to 64 kB. */
const zeros = () => entry("index.js", Buffer.alloc(64_000_000), { level: 9 });

/** Archives that no two unpackers need to read alike, or that cost whoever unpacks them. None of them is signed. */
export const HOSTILE_ARCHIVES: Record<string, () => Buffer> = {
  "no ZIP": () => randomBytes(100_000),
  "an empty object": () => Buffer.alloc(0),
  "a ZIP that is cut off": () => plain().subarray(0, -30),
  "bytes after the end": () => Buffer.concat([plain(), Buffer.from("more")]),
  "bytes before the beginning": () => Buffer.concat([Buffer.from("#!/bin/sh\n"), plain()]),
  "a name twice": () => writeZip([entry("index.js", code), entry("index.js", "evil()")]),
  "a name that leaves the folder": () => writeZip([entry("../../index.js", code)]),
  "an absolute name": () => writeZip([entry("/tmp/index.js", code)]),
  "an entry past the end": () => patched(plain(), 1, { 42: 0x7fffffff }),
  "entries over the same bytes": () => patched(plain(), 1, { 42: 0 }),
  "a wrong CRC in the directory": () => patched(plain(), 0, { 16: 0x12345678 }),
  "a bomb that says so": () => patched(writeZip([zeros()]), 0, { 24: 0xfffffff0 }),
  "a bomb that says it is small": () => patched(writeZip([zeros()]), 0, { 24: 1_000 }),
  "a bomb of many promises": () => {
    const parts = Array.from({ length: 100 }, (_, at) => entry(`part-${at}`, "x", { level: 9 }));
    return parts.reduce((zip, _, at) => patched(zip, at, { 24: 4_000_000 }), writeZip(parts));
  },
  "a directory of 20 MB": () => {
    const end = Buffer.from(writeZip([]));
    end.writeUInt32LE(20_000_000, end.indexOf(END) + 12);
    return Buffer.concat([Buffer.alloc(20_000_000), end]);
  },
  "an encrypted entry": () => {
    const zip = plain();
    zip.writeUInt16LE(1, zip.indexOf(CENTRAL) + 8);
    return zip;
  },
};

/** Sound archives whose signature file isn't; a job refuses each, for it has one. */
export const HOSTILE_SIGNATURES: Record<string, Buffer> = {
  "an empty signature file": Buffer.alloc(0),
  "a signature file that isn't PEM": Buffer.from("not PEM"),
  "a signature file of noise in PEM": pem(randomBytes(3_000)),
  "a signature file of nested BER": pem(Buffer.alloc(46_000, Buffer.from([0x30, 0x80]))),
  "a signature file with a length of 2^63": pem(Buffer.from("30887fffffffffffffff06", "hex")),
  "a signature file of 1 MB": Buffer.alloc(1_000_000, "A"),
};

function pem(bytes: Buffer): Buffer {
  const lines = bytes.toString("base64").replace(/.{64}/g, "$&\n");
  return Buffer.from(`-----BEGIN PKCS7-----\n${lines}\n-----END PKCS7-----\n`);
}

export const withSignatureFile = (body: Buffer): Buffer =>
  writeZip([entry("index.js", code), entry("META_INF/", ""), entry(SIGNATURE_FILE, body, { level: 9 })]);
