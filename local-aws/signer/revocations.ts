import { TRUST_AT_INSTANT_OF_REVOCATION } from "../unconfirmed";
import type { SignerState } from "./state";

/** What a signature says of its own making. */
export interface SignatureOrigin {
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
}

/**
 * Whether a signature is revoked: by its job, or by its profile from a time on that isn't after the signing. Signatures
 * of jobs and profiles that this Signer doesn't know aren't.
 */
export function isRevoked(
  { profiles, jobs }: Pick<SignerState, "profiles" | "jobs">,
  { signingJobArn, signingProfileVersionArn, signedAt }: SignatureOrigin,
): boolean {
  if (jobs.get(signingJobArn)?.revocation) {
    return true;
  }
  const profileArn = signingProfileVersionArn.slice(0, signingProfileVersionArn.lastIndexOf("/"));
  const effectiveFrom = profiles.get(profileArn)?.revocation?.effectiveFrom;
  if (effectiveFrom === undefined) {
    return false;
  }
  return signedAt > effectiveFrom || (signedAt === effectiveFrom && !TRUST_AT_INSTANT_OF_REVOCATION);
}
