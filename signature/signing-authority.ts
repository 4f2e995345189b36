import { createPublicKey, KeyObject, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { encodePem } from "./pem";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" };
const YEAR_MS = 365 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** As long as AWS Signer's own root, so that no local clock, however far set forward, outlives the authority. */
const AUTHORITY_VALIDITY_MS = 100 * YEAR_MS;
/** A signing certificate lives for days; the signature is valid for as long as its profile says. */
const SIGNER_VALIDITY_MS = 7 * DAY_MS;
/** Room for clocks that differ. */
const CLOCK_SKEW_MS = 3_600_000;

/**
 * A local stand-in for the certificate authority behind AWS Signer, with the same chain of four: root, parent, regional
 * and, for each signature, a signer. Only the regional key is kept.
 */
export interface SigningAuthority {
  readonly region: string;
  /** DER, issuer of signers first, root last. */
  readonly certificates: readonly Uint8Array[];
  /** DER of the root: what a verifier must trust. */
  readonly rootCertificate: Uint8Array;
  readonly rootCertificatePem: string;
  /** Signs the signers' certificates. */
  readonly issuingKey: webcrypto.CryptoKey;
}

/** A certificate for one signature, and its key. */
export interface Signer {
  /** DER, the signer's own first, the root last. */
  readonly certificates: readonly Uint8Array[];
  readonly privateKey: KeyObject;
}

/** An authority as JSON. It contains the private key. */
export interface ExportedAuthority {
  readonly region: string;
  /** DER in base64, issuer of signers first, root last. */
  readonly certificates: readonly string[];
  /** PKCS #8 in base64. */
  readonly issuingKey: string;
}

/**
 * Makes a new authority: P-384 keys, valid from a day before `now` for 100 years. Its names contain
 * "signed-lambda LOCAL", so that nobody takes it for AWS's.
 */
export async function createSigningAuthority(options: {
  region: string;
  now: Date;
}): Promise<SigningAuthority> {
  const { region, now } = options;
  const notBefore = new Date(now.getTime() - DAY_MS);
  const validity = { notBefore, notAfter: new Date(notBefore.getTime() + AUTHORITY_VALIDITY_MS) };

  const root = await createAuthority("root CA", { ...validity, pathLength: 2 });
  const parent = await createAuthority("code signing CA", { ...validity, pathLength: 1, issuer: root });
  const regional = await createAuthority(`${region} code signing CA`, {
    ...validity,
    pathLength: 0,
    issuer: parent,
  });
  return toAuthority(
    region,
    [regional, parent, root].map(({ certificate }) => new Uint8Array(certificate.rawData)),
    regional.keys.privateKey,
  );
}

/** The authority as JSON, for a server that keeps it across restarts. Store it as a secret. */
export async function exportAuthority(authority: SigningAuthority): Promise<ExportedAuthority> {
  const key = await webcrypto.subtle.exportKey("pkcs8", authority.issuingKey);
  return {
    region: authority.region,
    certificates: authority.certificates.map((der) => Buffer.from(der).toString("base64")),
    issuingKey: Buffer.from(key).toString("base64"),
  };
}

/**
 * The reverse of `exportAuthority`.
 *
 * @throws Error when the key isn't the one of the first certificate
 */
export async function importAuthority(exported: ExportedAuthority): Promise<SigningAuthority> {
  const certificates = exported.certificates.map((base64) => new Uint8Array(Buffer.from(base64, "base64")));
  const pkcs8 = Buffer.from(exported.issuingKey, "base64");
  const issuingKey = await webcrypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]);

  const [issuing] = certificates;
  const ofKey = createPublicKey(KeyObject.from(issuingKey)).export({ format: "der", type: "spki" });
  if (!issuing || !ofKey.equals(Buffer.from(new x509.X509Certificate(issuing).publicKey.rawData))) {
    throw new Error(
      "Expected the stored signing authority's key to belong to its first certificate, but it doesn't. Delete the stored authority; a new one is made.",
    );
  }
  return toAuthority(exported.region, certificates, issuingKey);
}

/**
 * Makes a signer's certificate for a signature at `signedAt`.
 *
 * @throws Error when the authority isn't valid at that time
 */
export async function createSigner(authority: SigningAuthority, signedAt: Date): Promise<Signer> {
  const issuer = new x509.X509Certificate(authority.certificates[0]!);
  if (signedAt < issuer.notBefore || signedAt > issuer.notAfter) {
    throw new Error(
      `Expected a signing time within the authority's validity, ${issuer.notBefore.toISOString()} to ` +
        `${issuer.notAfter.toISOString()}, got ${signedAt.toISOString()}. Check the clock, or make a new authority.`,
    );
  }
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: name(`${authority.region} signer`),
    issuer: issuer.subjectName,
    notBefore: new Date(signedAt.getTime() - CLOCK_SKEW_MS),
    notAfter: new Date(signedAt.getTime() + SIGNER_VALIDITY_MS),
    publicKey: keys.publicKey,
    signingKey: authority.issuingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return {
    certificates: [new Uint8Array(certificate.rawData), ...authority.certificates],
    privateKey: KeyObject.from(keys.privateKey),
  };
}

interface CreatedAuthority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

async function createAuthority(
  role: string,
  options: { notBefore: Date; notAfter: Date; pathLength: number; issuer?: CreatedAuthority },
): Promise<CreatedAuthority> {
  const { notBefore, notAfter, pathLength, issuer } = options;
  const keys = await generateKeys();
  const subject = name(role);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subjectName ?? subject,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, pathLength, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create((issuer?.keys ?? keys).publicKey),
    ],
  });
  return { certificate, keys };
}

const name = (role: string) => `CN=signed-lambda LOCAL ${role}, O=signed-lambda LOCAL (not AWS)`;

const generateKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

function toAuthority(
  region: string,
  certificates: readonly Uint8Array[],
  issuingKey: webcrypto.CryptoKey,
): SigningAuthority {
  const rootCertificate = certificates.at(-1)!;
  return {
    region,
    certificates,
    rootCertificate,
    rootCertificatePem: encodePem("CERTIFICATE", rootCertificate),
    issuingKey,
  };
}
