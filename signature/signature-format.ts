/** Where AWS Signer puts the signature of a Lambda package. `META_INF` has an underscore, unlike a JAR's. */
export const SIGNATURE_FOLDER = "META_INF/";
export const SIGNATURE_FILE = "META_INF/aws_signer_signature_v1.0.SF";

/** Node's name of the hash that the platform AWSLambda-SHA384-ECDSA uses everywhere. */
export const HASH = "sha384";

/** What the signature consists of, as object identifiers. The 1.3.187.137 ones are AWS Signer's own. */
export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  sha384: "2.16.840.1.101.3.4.2.2",
  ecdsaWithSha384: "1.2.840.10045.4.3.3",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  algorithmProtection: "1.2.840.113549.1.9.52",
  signingJobArn: "1.3.187.137.1.2",
  signatureExpiry: "1.3.187.137.1.3",
  signingProfileVersionArn: "1.3.187.137.1.4",
  codeSigning: "1.3.6.1.5.5.7.3.3",
} as const;

/** What AWS Signer states, under its signature, about the archive. */
export interface SignatureClaims {
  /** `arn:<partition>:signer:<region>:<account>:/signing-jobs/<job id>` */
  readonly signingJobArn: string;
  /** `arn:<partition>:signer:<region>:<account>:/signing-profiles/<name>/<version>` */
  readonly signingProfileVersionArn: string;
  readonly signedAt: Date;
  /** When the signature stops being valid: the signing profile's validity period, not a certificate's. */
  readonly expiresAt: Date;
}
