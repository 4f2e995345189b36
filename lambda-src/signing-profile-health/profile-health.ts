import {
  GetSigningProfileCommand,
  paginateListSigningJobs,
  ResourceNotFoundException,
  type SignatureValidityPeriod,
  type SignerClient,
  type SigningProfileStatus,
} from "@aws-sdk/client-signer";

const DAY = 86_400_000;

/** Lambda's signing platform; the jobs of others are none of our business. */
const LAMBDA_PLATFORM = "AWSLambda-SHA384-ECDSA";

/** How a signing profile is. */
export interface ProfileHealth {
  readonly profileName: string;
  /** Signer's own word; "NotFound" when Signer knows no such profile. */
  readonly status: SigningProfileStatus | "NotFound";
  readonly profileVersionArn?: string;
  /** For how many days a signature made now would be valid. */
  readonly newSignatureValidDays?: number;
  /**
   * Days until the first of the profile's valid signatures expires; absent when it has none. Signer doesn't know
   * what is deployed, so signatures of superseded code count too.
   */
  readonly firstSignatureExpiresInDays?: number;
}

/**
 * Reads a profile's status and validity from Signer.
 *
 * @throws Signer's own errors, such as AccessDeniedException, except for a profile that it doesn't know
 */
export async function readProfile(
  signer: SignerClient,
  profileName: string,
  now: Date,
): Promise<ProfileHealth> {
  try {
    const profile = await signer.send(new GetSigningProfileCommand({ profileName }));
    return {
      profileName,
      status: profile.status!,
      profileVersionArn: profile.profileVersionArn,
      newSignatureValidDays: profile.signatureValidityPeriod && daysOf(profile.signatureValidityPeriod, now),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { profileName, status: "NotFound" };
    throw error;
  }
}

/**
 * Days from `now` until the first signature of this profile expires, of those that are still valid; undefined
 * when there is none.
 *
 * @throws Signer's own errors
 */
export async function firstExpiryInDays(
  signer: SignerClient,
  profileName: string,
  now: Date,
): Promise<number | undefined> {
  // Signer can't filter by profile. Revoked signatures are left out here, because it isn't documented what
  // `isRevoked: false` selects.
  const pages = paginateListSigningJobs(
    { client: signer },
    { status: "Succeeded", platformId: LAMBDA_PLATFORM, signatureExpiresAfter: now },
  );
  let first = Infinity;
  for await (const { jobs = [] } of pages) {
    for (const { profileName: signedBy, isRevoked, signatureExpiresAt } of jobs) {
      if (signedBy !== profileName || isRevoked || !signatureExpiresAt || signatureExpiresAt <= now) continue;
      first = Math.min(first, signatureExpiresAt.getTime());
    }
  }
  return first === Infinity ? undefined : (first - now.getTime()) / DAY;
}

/** By the calendar, as Signer counts: a recorded signature of 135 months, made on 2026-09-28, ends on 2037-12-28. */
export function daysOf({ value = 0, type }: SignatureValidityPeriod, now: Date): number {
  if (type === "DAYS") return value;
  const end = new Date(now);
  end.setUTCMonth(end.getUTCMonth() + (type === "YEARS" ? 12 * value : value));
  return (end.getTime() - now.getTime()) / DAY;
}
