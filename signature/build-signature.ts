import { createHash, sign } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { encodeSignaturePem } from "./pem";
import { HASH, OID, type SignatureClaims } from "./signature-format";
import type { Signer } from "./signing-authority";

/**
 * The signature file: a detached CMS SignedData in PEM.
 *
 * @param content what is signed: the archive's content digest, 48 bytes
 */
export function buildSignature(content: Buffer, claims: SignatureClaims, signer: Signer): Buffer {
  const certificates = signer.certificates.map((der) => pkijs.Certificate.fromBER(der));
  const attributes = signedAttributes(content, claims);
  // The signature covers the attributes as a SET, while they stand in the structure under the tag [0].
  const signature = sign(HASH, toDer(new asn1js.Set({ value: attributes })), signer.privateKey);

  const [own] = certificates;
  const signerInfo = new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({ issuer: own!.issuer, serialNumber: own!.serialNumber }),
    digestAlgorithm: algorithm(OID.sha384),
    signedAttrs: new pkijs.SignedAndUnsignedAttributes({
      type: 0,
      attributes: attributes.map((schema) => new pkijs.Attribute({ schema })),
    }),
    signatureAlgorithm: algorithm(OID.ecdsaWithSha384),
    signature: new asn1js.OctetString({ valueHex: signature }),
  });
  const signedData = new pkijs.SignedData({
    version: 1,
    digestAlgorithms: [algorithm(OID.sha384)],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates,
    signerInfos: [signerInfo],
  });
  return encodeSignaturePem(wrap(toDer(signedData.toSchema(true) as asn1js.Sequence)));
}

/** AWS Signer writes the outermost structure in BER with indefinite lengths; what is inside is DER. */
function wrap(signedData: Buffer): Buffer {
  const type = toDer(new asn1js.ObjectIdentifier({ value: OID.signedData }));
  return Buffer.concat([
    Buffer.from([0x30, 0x80]),
    type,
    Buffer.from([0xa0, 0x80]),
    signedData,
    Buffer.alloc(4),
  ]);
}

function signedAttributes(content: Buffer, claims: SignatureClaims): asn1js.Sequence[] {
  const values: [string, asn1js.AsnType][] = [
    [OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })],
    [OID.messageDigest, new asn1js.OctetString({ valueHex: createHash(HASH).update(content).digest() })],
    [OID.signingTime, new asn1js.GeneralizedTime({ valueDate: claims.signedAt })],
    [OID.signatureExpiry, new asn1js.GeneralizedTime({ valueDate: claims.expiresAt })],
    [OID.signingJobArn, new asn1js.Utf8String({ value: claims.signingJobArn })],
    [OID.signingProfileVersionArn, new asn1js.Utf8String({ value: claims.signingProfileVersionArn })],
    [OID.algorithmProtection, algorithmProtection()],
  ];
  const attributes = values.map(
    ([type, value]) =>
      new asn1js.Sequence({
        value: [new asn1js.ObjectIdentifier({ value: type }), new asn1js.Set({ value: [value] })],
      }),
  );
  // A DER SET OF is sorted by its members' encodings.
  return attributes.sort((a, b) => Buffer.compare(toDer(a), toDer(b)));
}

/** RFC 6211: names the algorithms under the signature, so that nobody can pretend to weaker ones. */
export function algorithmProtection(): asn1js.Sequence {
  return new asn1js.Sequence({
    value: [
      algorithm(OID.sha384).toSchema(),
      new asn1js.Constructed({
        idBlock: { tagClass: 3, tagNumber: 1 },
        value: [new asn1js.ObjectIdentifier({ value: OID.ecdsaWithSha384 })],
      }),
    ],
  });
}

const algorithm = (algorithmId: string) => new pkijs.AlgorithmIdentifier({ algorithmId });

const toDer = (value: { toBER(): ArrayBuffer }): Buffer => Buffer.from(value.toBER());
