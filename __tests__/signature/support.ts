import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import * as yauzl from "yauzl";
import * as yazl from "yazl";
import {
  createSigningAuthority,
  fromBuffer,
  signArchive,
  type SigningAuthority,
  toBuffer,
  type Verdict,
  verifyArchive,
} from "../../signature";

export { testWith } from "../test-with";

export const SIGNATURE_FILE = "META_INF/aws_signer_signature_v1.0.SF";

export const CLAIMS = {
  signingJobArn: "arn:aws:signer:us-east-1:123456789012:/signing-jobs/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11",
  signingProfileVersionArn: "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims/UqFTRcZGNs",
  signedAt: new Date("2026-09-28T09:19:26.806Z"),
  expiresAt: new Date("2037-12-28T09:19:26.806Z"),
};

/** A name (a folder's ends with a slash) and its unpacked body. */
export type Item = readonly [name: string, body: string | Buffer];

export const ITEMS: readonly Item[] = [
  ["index.js", "exports.handler = async () => 'hello';\n"],
  ["lib/", ""],
  ["lib/große-tabelle.json", JSON.stringify({ rows: Array.from({ length: 300 }, (_, row) => row) })],
  ["lib/empty", ""],
];

/** Packs with yazl. */
export async function pack(
  items: readonly Item[],
  options: {
    mtime?: Date;
    compress?: boolean;
    mode?: number;
    forceZip64Format?: boolean;
    comment?: string;
  } = {},
): Promise<Buffer> {
  const { comment, ...entryOptions } = options;
  const zip = new yazl.ZipFile();
  for (const [name, body] of items) {
    if (name.endsWith("/")) zip.addEmptyDirectory(name, { mtime: options.mtime ?? new Date(0) });
    else zip.addBuffer(Buffer.from(body), name, { mtime: new Date(0), ...entryOptions });
  }
  zip.end({ forceZip64Format: options.forceZip64Format ?? false, comment: comment ?? "" });
  return buffer(zip.outputStream);
}

/** Unpacks with yauzl, which shares no code with ours. */
export function unpack(zip: Buffer): Promise<[string, Buffer][]> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(zip, { lazyEntries: true, strictFileNames: true }, (error, file) => {
      if (error) return reject(error);
      const items: [string, Buffer][] = [];
      file.on("error", reject);
      file.on("end", () => resolve(items));
      file.on("entry", (entry: yauzl.Entry) => {
        file.openReadStream(entry, (openError, stream) => {
          if (openError) return reject(openError);
          buffer(stream).then((body) => {
            items.push([entry.fileName, body]);
            file.readEntry();
          }, reject);
        });
      });
      file.readEntry();
    });
  });
}

let shared: Promise<SigningAuthority> | undefined;

/** One authority for all tests of a file. */
export const authority = (): Promise<SigningAuthority> =>
  (shared ??= createSigningAuthority({ region: "us-east-1", now: CLAIMS.signedAt }));

export async function sign(zip: Buffer, claims: Partial<typeof CLAIMS> = {}): Promise<Buffer> {
  const source = fromBuffer(zip);
  return toBuffer(source, await signArchive(source, { ...CLAIMS, ...claims, authority: await authority() }));
}

export async function verify(zip: Buffer, maximumUnpackedBytes?: number): Promise<Verdict> {
  const trustedRoots = [(await authority()).rootCertificate];
  return verifyArchive(fromBuffer(zip), { trustedRoots, maximumUnpackedBytes });
}

/** The signed sample, unpacked, changed and packed again. */
export async function repackSigned(change: (items: [string, Buffer][]) => readonly Item[]): Promise<Buffer> {
  return pack(change(await unpack(await sign(await pack(ITEMS)))));
}

/** The signature file's DER. */
export async function signatureOf(zip: Buffer): Promise<{ pem: Buffer; der: Buffer }> {
  const [, pem] = (await unpack(zip)).find(([name]) => name === SIGNATURE_FILE)!;
  return { pem, der: Buffer.from(pem.toString().replace(/-----[^-]+-----/g, ""), "base64") };
}

export const toPem = (der: Buffer): string =>
  `-----BEGIN PKCS7-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END PKCS7-----\n`;

/** A copy of `bytes` with others written over it at `offset`. */
export function patch(bytes: Buffer, offset: number, replacement: Buffer | readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  Buffer.from(replacement as number[]).copy(copy, offset);
  return copy;
}

export const isThere = (program: string): boolean =>
  spawnSync(program, ["--help"], { timeout: 10_000 }).error === undefined;

/** Runs a program in a folder of its own with these files in it; gives its standard output, a character a byte. */
export function runWith(files: Record<string, Buffer | string>, program: string, ...args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "signature-test-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return execFileSync(program, args, {
      cwd: folder,
      timeout: 60_000,
      stdio: "pipe",
      encoding: "latin1",
      maxBuffer: 64_000_000,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** AWS's digest rule in Python: prints the 48 bytes that are signed, in hex. */
export const PYTHON_CONTENT_DIGEST = `
import hashlib, zipfile
digest = hashlib.sha384()
for entry in (archive := zipfile.ZipFile("a.zip")).infolist():
    if entry.filename == "${SIGNATURE_FILE}":
        continue
    digest.update(entry.filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437"))
    digest.update(archive.read(entry))
print(digest.hexdigest(), end="")
`;
