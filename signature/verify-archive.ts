import { createHash, createPublicKey, verify } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { type ArchiveEntry, type ReadArchiveOptions, readArchive } from "./archive";
import { type ByteSource, collect } from "./byte-source";
import { validateChain } from "./certificate-chain";
import { contentDigest, isSignatureFile } from "./content-digest";
import { readBody } from "./entry-body";
import { InvalidSignatureError, MalformedArchiveError } from "./errors";
import { type ParsedSignature, parseSignature } from "./parse-signature";
import { HASH, type SignatureClaims } from "./signature-format";

/** Ten times what four certificates and the attributes need. */
const MAXIMUM_SIGNATURE_FILE_BYTES = 64 * 1024;

/** A sound signature: it covers this archive's content, and its certificates were valid when it was made. */
export interface Signature extends SignatureClaims {
  /** DER, the signer's first, the root last. */
  readonly certificates: readonly Uint8Array[];
  /** SHA-256 of the root certificate, in lower-case hex. */
  readonly rootFingerprint: string;
}

/**
 * - `unsigned`: the archive has no signature; its files can be unpacked.
 * - `invalid`: it has one that doesn't hold, or is not an archive. Lambda refuses it whatever the policy.
 * - `untrusted`: the signature holds, but its chain ends at a root that isn't among the trusted ones.
 * - `signed`: the signature holds and its root is trusted.
 */
export type Verdict =
  | { readonly status: "unsigned" }
  | { readonly status: "invalid"; readonly reason: string }
  | ({ readonly status: "untrusted" } & Signature)
  | ({ readonly status: "signed" } & Signature);

export interface VerifyArchiveOptions extends ReadArchiveOptions {
  /** DER of the root certificates to trust. */
  readonly trustedRoots: readonly Uint8Array[];
}

/**
 * Verifies a deployment package against AWS Signer's format for Lambda.
 *
 * Says nothing on expiry, publisher and revocation: those are the policy of whoever asks, who has `expiresAt` and the
 * ARNs. Bad input is a verdict; only an error of the source itself is thrown.
 */
export async function verifyArchive(source: ByteSource, options: VerifyArchiveOptions): Promise<Verdict> {
  const trustedRoots = options.trustedRoots.map((der) => new x509.X509Certificate(der));
  try {
    const { entries } = await readArchive(source, options);
    const signatureFile = entries.find(isSignatureFile);
    const parsed = signatureFile && parseSignature(await readSignatureFile(source, signatureFile));
    // Of an unsigned archive, too: who lets it through must not be handed one that is damaged, or a bomb that lies.
    const content = await contentDigest(source, entries);
    if (!parsed) return { status: "unsigned" };

    checkContent(parsed, content);
    return await judge(parsed, trustedRoots);
  } catch (error) {
    if (error instanceof MalformedArchiveError || error instanceof InvalidSignatureError) {
      return { status: "invalid", reason: error.message };
    }
    throw error;
  }
}

async function readSignatureFile(source: ByteSource, entry: ArchiveEntry): Promise<Buffer> {
  if (entry.uncompressedSize > MAXIMUM_SIGNATURE_FILE_BYTES) {
    throw new InvalidSignatureError(
      `Expected a signature file of at most ${MAXIMUM_SIGNATURE_FILE_BYTES} bytes, got ${entry.uncompressedSize}.`,
    );
  }
  return collect(readBody(source, entry));
}

function checkContent({ messageDigest }: ParsedSignature, content: Buffer): void {
  const digest = createHash(HASH).update(content).digest();
  if (!digest.equals(messageDigest)) {
    throw new InvalidSignatureError(
      `The archive's content is not what was signed: expected digest ${messageDigest.toString("hex")}, got ${digest.toString("hex")}.`,
    );
  }
}

async function judge(
  parsed: ParsedSignature,
  trustedRoots: readonly x509.X509Certificate[],
): Promise<Verdict> {
  try {
    checkSignature(parsed);
    return await judgeChain(parsed, trustedRoots);
  } catch (error) {
    if (error instanceof InvalidSignatureError) throw error;
    // The libraries throw errors of many kinds at keys and certificates that they can't read.
    throw new InvalidSignatureError("The signature has a key or a certificate that can't be read.", {
      cause: error,
    });
  }
}

function checkSignature({ signedBytes, signature, signerCertificate }: ParsedSignature): void {
  const key = createPublicKey({
    key: Buffer.from(signerCertificate.publicKey.rawData),
    format: "der",
    type: "spki",
  });
  if (key.asymmetricKeyDetails?.namedCurve !== "secp384r1") {
    throw new InvalidSignatureError(`Expected a signer with a P-384 key, got: ${key.asymmetricKeyType}.`);
  }
  if (!verify(HASH, signedBytes, key, signature)) {
    throw new InvalidSignatureError(
      "The signature doesn't match its signed attributes: one of the two was changed.",
    );
  }
}

async function judgeChain(
  { claims, signerCertificate, certificates }: ParsedSignature,
  trustedRoots: readonly x509.X509Certificate[],
): Promise<Verdict> {
  const chain = await validateChain(signerCertificate, [...trustedRoots, ...certificates], claims.signedAt);
  const root = chain.at(-1)!;
  return {
    status: trustedRoots.some((trusted) => trusted.equal(root)) ? "signed" : "untrusted",
    ...claims,
    certificates: chain.map(({ rawData }) => new Uint8Array(rawData)),
    rootFingerprint: createHash("sha256").update(new Uint8Array(root.rawData)).digest("hex"),
  };
}
