import { type ByteSource, verifyArchive } from "../../signature";

/** A package that carries a sound signature. Times are milliseconds since 1970. */
export interface SignedCode {
  /** `untrusted`: the certificate chain doesn't end at a root of Signer's. */
  readonly status: "signed" | "untrusted";
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string;
  readonly signedAt: number;
  readonly expiresAt: number;
}

/** What the bytes of a package say by themselves; whether that will do is the code signing config's to say. */
export type CodeVerdict = { readonly status: "unsigned" | "invalid" } | SignedCode;

/** @param trustedRoots DER of the root certificates that signatures must go back to. */
export async function verdictOn(
  source: ByteSource,
  trustedRoots: readonly Uint8Array[],
): Promise<CodeVerdict> {
  const verdict = await verifyArchive(source, { trustedRoots });
  if (verdict.status === "unsigned" || verdict.status === "invalid") {
    return { status: verdict.status };
  }
  const { status, signingJobArn, signingProfileVersionArn, signedAt, expiresAt } = verdict;
  return {
    status,
    signingJobArn,
    signingProfileVersionArn,
    signedAt: signedAt.getTime(),
    expiresAt: expiresAt.getTime(),
  };
}
