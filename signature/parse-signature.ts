import * as x509 from "@peculiar/x509";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { algorithmProtection } from "./build-signature";
import { InvalidSignatureError } from "./errors";
import { decodeSignaturePem } from "./pem";
import { OID, type SignatureClaims } from "./signature-format";

/** AWS Signer's chain has four certificates; more than this only serves to keep a verifier busy. */
const MAXIMUM_CERTIFICATES = 10;

/** ASN.1's class of tags such as `[0]`. */
const CONTEXT_SPECIFIC = 3;

/** A signature file, taken apart. Nothing of it is verified yet. */
export interface ParsedSignature {
  readonly claims: SignatureClaims;
  readonly messageDigest: Buffer;
  /** The DER that the signature is over. */
  readonly signedBytes: Buffer;
  /** ECDSA, in DER. */
  readonly signature: Buffer;
  readonly signerCertificate: x509.X509Certificate;
  /** All that came with the signature, in its order. */
  readonly certificates: readonly x509.X509Certificate[];
}

/**
 * Takes the signature file apart, and insists on AWS Signer's form.
 *
 * @throws InvalidSignatureError
 */
export function parseSignature(file: Buffer): ParsedSignature {
  const bytes = decodeSignaturePem(file);
  try {
    return parseSignedData(bytes);
  } catch (error) {
    if (error instanceof InvalidSignatureError) throw error;
    // The libraries throw errors of many kinds at malformed structures.
    throw new InvalidSignatureError("The signature file is not a CMS SignedData structure.", {
      cause: error,
    });
  }
}

function parseSignedData(bytes: Buffer): ParsedSignature {
  const { result, offset } = asn1js.fromBER(bytes);
  if (offset === -1) throw new Error(result.error);
  expect("bytes in the signature", offset, bytes.length);
  const contentInfo = new pkijs.ContentInfo({ schema: result });
  expect("content type", OID.signedData, contentInfo.contentType);

  const signedData = new pkijs.SignedData({ schema: contentInfo.content as unknown });
  expect("SignedData version", 1, signedData.version);
  expect(
    "digest algorithms",
    OID.sha384,
    signedData.digestAlgorithms.map(({ algorithmId }) => algorithmId).join(),
  );
  expect("signed content type", OID.data, signedData.encapContentInfo.eContentType);
  expect("content inside the signature", "none", signedData.encapContentInfo.eContent ? "some" : "none");
  expect("number of signers", 1, signedData.signerInfos.length);

  const signerInfo = signedData.signerInfos[0]!;
  expect("signer version", 1, signerInfo.version);
  expect("digest algorithm", OID.sha384, signerInfo.digestAlgorithm.algorithmId);
  expect("signature algorithm", OID.ecdsaWithSha384, signerInfo.signatureAlgorithm.algorithmId);

  const certificates = certificatesOf(contentInfo.content as asn1js.Sequence);
  if (certificates.length > MAXIMUM_CERTIFICATES) {
    throw new InvalidSignatureError(
      `Expected at most ${MAXIMUM_CERTIFICATES} certificates, got ${certificates.length}.`,
    );
  }
  const own = (signedData.certificates ?? [])
    .filter((item) => item instanceof pkijs.Certificate)
    .findIndex((certificate) => isNamedBy(certificate, signerInfo.sid));
  if (own === -1) throw new InvalidSignatureError("The signer's certificate is not in the signature.");

  const parsed = certificates.map((der) => new x509.X509Certificate(der));
  return {
    ...parseAttributes(signerInfo.signedAttrs?.attributes ?? []),
    signedBytes: Buffer.from(signerInfo.signedAttrs!.encodedValue),
    signature: Buffer.from(signerInfo.signature.getValue()),
    signerCertificate: parsed[own]!,
    certificates: parsed,
  };
}

/**
 * The certificates byte for byte: their issuers signed these, and not what a library would write for what it read. Of
 * what else may stand among them, AWS Signer uses nothing.
 */
function certificatesOf(signedData: asn1js.Sequence): Uint8Array<ArrayBuffer>[] {
  const set = signedData.valueBlock.value.find(
    ({ idBlock }) => idBlock.tagClass === CONTEXT_SPECIFIC && idBlock.tagNumber === 0,
  ) as asn1js.Constructed | undefined;
  return (set?.valueBlock.value ?? [])
    .filter((item) => item instanceof asn1js.Sequence)
    .map(({ valueBeforeDecodeView }) => new Uint8Array(valueBeforeDecodeView));
}

function isNamedBy(certificate: pkijs.Certificate, sid: unknown): boolean {
  return (
    sid instanceof pkijs.IssuerAndSerialNumber &&
    sid.issuer.isEqual(certificate.issuer) &&
    sid.serialNumber.isEqual(certificate.serialNumber)
  );
}

function parseAttributes(attributes: readonly pkijs.Attribute[]) {
  const value = (name: keyof typeof OID): asn1js.AsnType => {
    const found = attributes.filter(({ type }) => type === OID[name]);
    expect(`signed attributes "${name}" (${OID[name]})`, 1, found.length);
    expect(`values of the signed attribute "${name}"`, 1, found[0]!.values.length);
    return found[0]!.values[0] as asn1js.AsnType;
  };
  checkAlgorithmProtection(attributes);
  const contentType = value("contentType");
  expect(
    "contentType",
    OID.data,
    contentType instanceof asn1js.ObjectIdentifier ? contentType.getValue() : "other",
  );
  const messageDigest = value("messageDigest");
  if (!(messageDigest instanceof asn1js.OctetString)) {
    throw new InvalidSignatureError('The signed attribute "messageDigest" is not an OCTET STRING.');
  }
  return {
    claims: {
      signingJobArn: parseText(value("signingJobArn"), "signingJobArn"),
      signingProfileVersionArn: parseText(value("signingProfileVersionArn"), "signingProfileVersionArn"),
      signedAt: parseTime(value("signingTime"), "signingTime"),
      expiresAt: parseTime(value("signatureExpiry"), "signatureExpiry"),
    },
    messageDigest: Buffer.from(messageDigest.getValue()),
  };
}

/** AWS Signer writes this attribute; without it the two algorithms are still fixed by the checks above. */
function checkAlgorithmProtection(attributes: readonly pkijs.Attribute[]): void {
  const expected = Buffer.from(algorithmProtection().toBER());
  for (const { type, values } of attributes) {
    if (type !== OID.algorithmProtection) continue;
    if (values.length !== 1 || !Buffer.from((values[0] as asn1js.AsnType).toBER()).equals(expected)) {
      throw new InvalidSignatureError(
        "The algorithms that the signature protects are not those that it uses.",
      );
    }
  }
}

function parseText(value: asn1js.AsnType, name: string): string {
  if (!(value instanceof asn1js.Utf8String)) {
    throw new InvalidSignatureError(`The signed attribute "${name}" is not a UTF8String.`);
  }
  return value.getValue();
}

/** A GeneralizedTime in UTC, to the second or finer. CMS also knows UTCTime, but AWS Signer doesn't use it. */
function parseTime(value: asn1js.AsnType, name: string): Date {
  const text =
    value instanceof asn1js.GeneralizedTime ? Buffer.from(value.valueBlock.valueHexView).toString() : "";
  const [, year, month, day, hour, minute, second, fraction = ""] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(time.getTime())) {
    throw new InvalidSignatureError(`The signed attribute "${name}" is not a GeneralizedTime in UTC.`);
  }
  return time;
}

function expect(what: string, expected: string | number, got: string | number): void {
  if (expected !== got) {
    throw new InvalidSignatureError(`Expected ${what}: ${expected}, got: ${got || "none"}.`);
  }
}
