import { TRUST_AT_INSTANT_OF_REVOCATION } from "../unconfirmed";
import type { SignerState } from "./state";

/** What a signature says of its own making. */
export interface SignatureOrigin {
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
}

type Records = Pick<SignerState, "profiles" | "jobs">;

/** The ARNs in a signature that are revoked for it: its profile's version, its job, both or none. */
export function revokedArns(state: Records, signature: SignatureOrigin): string[] {
  return [
    ...(isRevokedByProfile(state, signature) ? [signature.signingProfileVersionArn] : []),
    ...(state.jobs.get(signature.signingJobArn)?.revocation ? [signature.signingJobArn] : []),
  ];
}

/**
 * Whether a signature is revoked: by its job, or by its profile from a time on that isn't after the signing. Signatures
 * of jobs and profiles that this Signer doesn't know aren't.
 */
export const isRevoked = (state: Records, signature: SignatureOrigin): boolean =>
  revokedArns(state, signature).length > 0;

function isRevokedByProfile(
  { profiles }: Records,
  { signingProfileVersionArn, signedAt }: SignatureOrigin,
): boolean {
  const profileArn = signingProfileVersionArn.slice(0, signingProfileVersionArn.lastIndexOf("/"));
  const effectiveFrom = profiles.get(profileArn)?.revocation?.effectiveFrom;
  if (effectiveFrom === undefined) {
    return false;
  }
  return signedAt > effectiveFrom || (signedAt === effectiveFrom && !TRUST_AT_INSTANT_OF_REVOCATION);
}
