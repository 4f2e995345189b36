/**
 * The one root of AWS Signer that is known: `C=US, O=AWS, OU=Cryptography, ST=WA, CN=Signer us-west-2 ROOT CA`, valid
 * from 2020-07-16 to 2120-07-16. AWS publishes none. A third party measured it once, on 2026-09-28, from jobs in
 * us-east-1; whether other Regions and partitions end at the same one is not known.
 */
export const AWS_ROOT = {
  /** SHA-256 of the certificate. */
  sha256: "410220a72bba4576767ba5941b694a9bddc40817f76957f6919fdac89a7849c7",
  label: "AWS Signer's root, measured once by a third party",
} as const;
