import { X509Certificate } from "node:crypto";
import { type ByteSource, type Signature, verifyArchive } from "../../signature";
import { oneLine, type TrustedRoot } from "../trust/roots";

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** SHA-256 of the certificate, in lower-case hex. */
  readonly sha256: string;
}

/** A signature that holds. */
export interface SignatureFacts {
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string;
  readonly signedAt: Date;
  readonly expiresAt: Date;
  /** The signer's first, the root last. */
  readonly certificates: readonly CertificateFacts[];
  /** Who says to trust the root; `undefined` when nobody does. */
  readonly rootTrustedBy: string | undefined;
}

/** What the bytes of a package say by themselves. */
export type PackageFacts = { readonly sizeInBytes: number } & (
  | { readonly status: "unsigned" }
  /** It has a signature that doesn't hold, or isn't a ZIP that every reader would read the same way. */
  | { readonly status: "invalid"; readonly reason: string }
  | { readonly status: "signed"; readonly signature: SignatureFacts }
);

/** Reads a package to its end. Bad input is a fact; only an error of the source is thrown. */
export async function readPackage(source: ByteSource, roots: readonly TrustedRoot[]): Promise<PackageFacts> {
  const verdict = await verifyArchive(source, {
    trustedRoots: roots.flatMap(({ der }) => (der ? [der] : [])),
  });
  const sizeInBytes = source.size;
  switch (verdict.status) {
    case "unsigned":
      return { sizeInBytes, status: "unsigned" };
    case "invalid":
      return { sizeInBytes, status: "invalid", reason: verdict.reason };
    case "untrusted":
    case "signed":
      // Those that are known by their fingerprint alone, too: what is compared is the whole certificate.
      return { sizeInBytes, status: "signed", signature: signatureFacts(verdict, roots) };
  }
}

function signatureFacts(signature: Signature, roots: readonly TrustedRoot[]): SignatureFacts {
  const { signingJobArn, signingProfileVersionArn, signedAt, expiresAt, rootFingerprint } = signature;
  return {
    signingJobArn,
    signingProfileVersionArn,
    signedAt,
    expiresAt,
    certificates: signature.certificates.map(certificateFacts),
    rootTrustedBy: roots.find(({ sha256 }) => sha256 === rootFingerprint)?.label,
  };
}

function certificateFacts(der: Uint8Array): CertificateFacts {
  const { subject, issuer, serialNumber, validFrom, validTo, fingerprint256 } = new X509Certificate(der);
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    serialNumber,
    validFrom: new Date(validFrom),
    validTo: new Date(validTo),
    sha256: fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** The same source; `onBytes` is told of what was read. */
export const watched = (source: ByteSource, onBytes: (count: number) => void): ByteSource => ({
  size: source.size,
  async read(offset, length) {
    const bytes = await source.read(offset, length);
    onBytes(bytes.length);
    return bytes;
  },
});
