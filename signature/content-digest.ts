import { createHash } from "node:crypto";
import type { ArchiveEntry } from "./archive";
import { type ByteSource, withReadAhead } from "./byte-source";
import { readBody } from "./entry-body";
import { HASH, SIGNATURE_FILE } from "./signature-format";

/** Whether this is the one entry that the signature doesn't cover: itself. */
export const isSignatureFile = ({ name }: ArchiveEntry): boolean => name.equals(Buffer.from(SIGNATURE_FILE));

/**
 * What AWS Signer signs: SHA-384 over name and unpacked body of every entry, in the archive's order. (CMS hashes these
 * 48 bytes once more, so the signature's messageDigest is SHA-384 of this.)
 *
 * AWS's rule puts no lengths between names and bodies. Boundaries that are moved therefore keep the digest, here as
 * there: a file can be swallowed by the one before it, and a part of a body become a file of its own, so whoever chose
 * some bytes of any file in a signed package can make them its code. Compression, times, permissions and comments are
 * not covered either.
 *
 * @param addedNames folders that are about to be appended
 * @throws MalformedArchiveError
 */
export async function contentDigest(
  source: ByteSource,
  entries: readonly ArchiveEntry[],
  addedNames: readonly string[] = [],
): Promise<Buffer> {
  const hash = createHash(HASH);
  const inOrder = withReadAhead(source);
  for (const entry of entries) {
    if (isSignatureFile(entry)) continue;
    hash.update(entry.name);
    for await (const chunk of readBody(inOrder, entry)) hash.update(chunk);
  }
  for (const name of addedNames) hash.update(name);
  return hash.digest();
}
