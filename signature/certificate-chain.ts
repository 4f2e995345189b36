import * as x509 from "@peculiar/x509";
import { InvalidSignatureError } from "./errors";
import { OID } from "./signature-format";

const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
/** What this file processes. RFC 5280: a certificate with any other critical extension must be refused. */
const PROCESSED_EXTENSIONS = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE];

/**
 * Finds and validates the chain from a signer's certificate to a self-signed root, as of the time of signing: the
 * certificates live for days, the signatures for years.
 *
 * @param pool certificates that may be links of the chain, in order of preference
 * @returns the chain, signer first, root last; whether to trust that root is for the caller to say
 * @throws InvalidSignatureError
 */
export async function validateChain(
  signer: x509.X509Certificate,
  pool: readonly x509.X509Certificate[],
  signedAt: Date,
): Promise<x509.X509Certificate[]> {
  checkSigner(signer);
  const chain = [signer];
  for (;;) {
    const certificate = chain.at(-1)!;
    checkValidity(certificate, signedAt);
    const issuer = await findIssuer(certificate, pool);
    if (!issuer) {
      throw new InvalidSignatureError(
        `The issuer of certificate "${certificate.subject}" is not in the signature.`,
      );
    }
    if (issuer.equal(certificate)) return chain;
    if (chain.some((link) => link.equal(issuer))) {
      throw new InvalidSignatureError("The certificates of the signature vouch for each other in a circle.");
    }
    checkAuthority(issuer, chain.length - 1);
    chain.push(issuer);
  }
}

async function findIssuer(certificate: x509.X509Certificate, pool: readonly x509.X509Certificate[]) {
  for (const candidate of pool) {
    if (candidate.subject !== certificate.issuer) continue;
    if (await certificate.verify({ publicKey: candidate, signatureOnly: true })) return candidate;
  }
  return undefined;
}

function checkSigner(certificate: x509.X509Certificate): void {
  const keyUsage = certificate.getExtension(x509.KeyUsagesExtension);
  const purposes = certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  if (
    !keyUsage ||
    !(keyUsage.usages & x509.KeyUsageFlags.digitalSignature) ||
    !purposes.includes(OID.codeSigning)
  ) {
    throw new InvalidSignatureError(
      `Certificate "${certificate.subject}" may not sign code: expected key usage digitalSignature and extended key usage codeSigning.`,
    );
  }
}

function checkAuthority(certificate: x509.X509Certificate, authoritiesBelow: number): void {
  const constraints = certificate.getExtension(x509.BasicConstraintsExtension);
  const keyUsage = certificate.getExtension(x509.KeyUsagesExtension);
  if (!constraints?.ca || (keyUsage && !(keyUsage.usages & x509.KeyUsageFlags.keyCertSign))) {
    throw new InvalidSignatureError(`Certificate "${certificate.subject}" may not sign certificates.`);
  }
  if (constraints.pathLength !== undefined && authoritiesBelow > constraints.pathLength) {
    throw new InvalidSignatureError(
      `Certificate "${certificate.subject}" allows ${constraints.pathLength} authorities below it, got ${authoritiesBelow}.`,
    );
  }
}

function checkValidity(certificate: x509.X509Certificate, at: Date): void {
  const { subject, notBefore, notAfter, extensions } = certificate;
  if (at < notBefore || at > notAfter) {
    throw new InvalidSignatureError(
      `Certificate "${subject}" is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}, ` +
        `but the signature was made at ${at.toISOString()}.`,
    );
  }
  const unknown = extensions.find(({ critical, type }) => critical && !PROCESSED_EXTENSIONS.includes(type));
  if (unknown) {
    throw new InvalidSignatureError(
      `Certificate "${subject}" has the unknown critical extension ${unknown.type}.`,
    );
  }
}
