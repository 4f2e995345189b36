import { appendEntries, type NewEntry } from "./append-entries";
import { type Archive, type ReadArchiveOptions, readArchive } from "./archive";
import { buildSignature } from "./build-signature";
import type { ByteSource } from "./byte-source";
import { contentDigest, isSignatureFile } from "./content-digest";
import { MalformedArchiveError, UnsignableArchiveError } from "./errors";
import { SIGNATURE_FILE, SIGNATURE_FOLDER, type SignatureClaims } from "./signature-format";
import type { SignedArchive } from "./signed-archive";
import { createSigner, type SigningAuthority } from "./signing-authority";

export interface SignArchiveOptions extends SignatureClaims, ReadArchiveOptions {
  readonly authority: SigningAuthority;
}

/**
 * Signs a deployment package as AWS Signer does for AWSLambda-SHA384-ECDSA: the entries stay as they are, and
 * `META_INF/` and the signature file are appended.
 *
 * @throws UnsignableArchiveError when the ZIP is empty, already has a signature, or is malformed
 */
export async function signArchive(source: ByteSource, options: SignArchiveOptions): Promise<SignedArchive> {
  try {
    const archive = await readUnsigned(source, options);
    const hasFolder = archive.entries.some(({ name }) => name.equals(Buffer.from(SIGNATURE_FOLDER)));
    const folder: NewEntry[] = hasFolder ? [] : [{ name: SIGNATURE_FOLDER, body: Buffer.alloc(0) }];

    const content = await contentDigest(
      source,
      archive.entries,
      folder.map(({ name }) => name),
    );
    const body = buildSignature(content, options, await createSigner(options.authority, options.signedAt));
    const tail = appendEntries(archive, [...folder, { name: SIGNATURE_FILE, body }], options.signedAt);
    return { keep: archive.directoryOffset, tail, size: archive.directoryOffset + tail.length };
  } catch (error) {
    if (!(error instanceof MalformedArchiveError)) throw error;
    throw new UnsignableArchiveError("malformed", `The ZIP is malformed. ${error.message}`, { cause: error });
  }
}

async function readUnsigned(source: ByteSource, options: ReadArchiveOptions): Promise<Archive> {
  const empty = "The ZIP is empty: expected at least one file to sign. Check what was packed.";
  if (source.size === 0) throw new UnsignableArchiveError("empty", empty);

  const archive = await readArchive(source, options);
  if (archive.entries.length === 0) throw new UnsignableArchiveError("empty", empty);
  if (archive.entries.some(isSignatureFile)) {
    throw new UnsignableArchiveError(
      "already-signed",
      `The ZIP already has a signature (${SIGNATURE_FILE}). Sign the package as it was before.`,
    );
  }
  return archive;
}
