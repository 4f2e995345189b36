import { sign } from "node:crypto";
import type { SigningAuthority } from "../../signature";
import { createSigner } from "../../signature/signing-authority";
import { CRITICAL_ENVELOPE_ATTRIBUTES } from "../unconfirmed";

/** The only payload that Notation signs: a JSON document that names an artifact by its digest. */
export const NOTATION_PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json";

/** What the envelope says of its making. Its times have no fractions of a second. */
export interface EnvelopeClaims {
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string;
  readonly signedAt: Date;
  readonly expiresAt: Date;
}

/**
 * Signs a payload as the Notary Project's signature specification says: a JWS in flattened JSON serialization
 * (`application/jose+json`), by the scheme `notary.x509.signingAuthority`, whose signing time is the authority's word.
 * @see https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-jws.md
 */
export async function signEnvelope(
  payload: Buffer,
  authority: SigningAuthority,
  claims: EnvelopeClaims,
): Promise<Buffer> {
  const { certificates, privateKey } = await createSigner(authority, claims.signedAt);
  const protectedHeader = {
    alg: "ES384",
    cty: NOTATION_PAYLOAD_TYPE,
    crit: [
      "io.cncf.notary.signingScheme",
      "io.cncf.notary.authenticSigningTime",
      "io.cncf.notary.expiry",
      ...CRITICAL_ENVELOPE_ATTRIBUTES,
    ],
    "io.cncf.notary.signingScheme": "notary.x509.signingAuthority",
    "io.cncf.notary.authenticSigningTime": rfc3339(claims.signedAt),
    "io.cncf.notary.expiry": rfc3339(claims.expiresAt),
    "io.cncf.notary.verificationPlugin": "com.amazonaws.signer.notation.plugin",
    "com.amazonaws.signer.signingProfileVersion": claims.signingProfileVersionArn,
    "com.amazonaws.signer.signingJob": claims.signingJobArn,
  };
  const signed = {
    payload: payload.toString("base64url"),
    protected: Buffer.from(JSON.stringify(protectedHeader)).toString("base64url"),
  };
  const signature = sign("sha384", Buffer.from(`${signed.protected}.${signed.payload}`), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  });
  const envelope = {
    ...signed,
    header: { x5c: certificates.map((der) => Buffer.from(der).toString("base64")) },
    signature: signature.toString("base64url"),
  };
  return Buffer.from(JSON.stringify(envelope));
}

/** The specification wants no fractions of a second. */
const rfc3339 = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, "Z");
