import { InvalidSignatureError } from "./errors";

/** The label of the block in the signature file. CMS has one of its own since; AWS Signer kept PKCS #7's. */
const LABEL = "PKCS7";
const PATTERN = new RegExp(
  `^-----BEGIN ${LABEL}-----\\r?\\n([A-Za-z0-9+/=\\r\\n]+)-----END ${LABEL}-----\\s*$`,
);

/** A PEM block with lines of 64 characters, as RFC 7468 asks. */
export function encodePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

export const encodeSignaturePem = (bytes: Uint8Array): Buffer => Buffer.from(encodePem(LABEL, bytes));

/** @throws InvalidSignatureError unless `pem` is one PKCS7 block without headers */
export function decodeSignaturePem(pem: Buffer): Buffer {
  const [, base64] = PATTERN.exec(pem.toString("latin1")) ?? [];
  if (base64 === undefined) {
    throw new InvalidSignatureError(
      `Expected the signature file to be one PEM block "${LABEL}", got something else.`,
    );
  }
  return Buffer.from(base64, "base64");
}
