import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { AwsRequest } from "../http";
import {
  PROFILE_NOT_FOUND,
  PROFILE_VERSION_NOT_FOUND,
  REVOCATION_IN_FUTURE,
  REVOCATION_MOVED_LATER,
  VALIDITY_TOO_LONG,
} from "../unconfirmed";
import { isIn, placeOf, profileArn } from "./arns";
import { SignerError } from "./errors";
import { pageOf } from "./pages";
import { isPlatformId, platformOf } from "./platforms";
import type { ProfileAccess } from "./profile-access";
import type {
  CancelSigningProfileInput,
  GetSigningProfileInput,
  ListSigningProfilesInput,
  PutSigningProfileInput,
  RevokeSigningProfileInput,
} from "./requests";
import { checkSigningMaterial } from "./signing-material";
import type { ProfileRecord, SignerState } from "./state";
import { isTooLong, LONGEST_VALIDITY } from "./validity-period";

export const versionArnOf = ({ arn, version }: ProfileRecord): string => `${arn}/${version}`;

export class SigningProfiles {
  constructor(
    private readonly clock: Clock,
    private readonly access: ProfileAccess,
    private readonly profiles: SignerState["profiles"],
  ) {}

  /**
   * Creates a profile. It never changes one, in spite of its name, and a name is taken for good: a canceled profile's
   * can't be had again either.
   */
  put(input: PutSigningProfileInput, request: AwsRequest) {
    const { profileName: name, platformId } = input;
    if (!isPlatformId(platformId)) {
      throw new SignerError("ValidationException", `Invalid platformId: ${platformId}`);
    }
    const place = placeOf(request);
    checkSigningMaterial(input, platformId, place);
    const validity = { ...LONGEST_VALIDITY, ...input.signatureValidityPeriod };
    if (isTooLong(validity, this.clock.now())) {
      throw new SignerError("ValidationException", VALIDITY_TOO_LONG, "InvalidProfileParameters");
    }
    const arn = profileArn(place, name);
    if (this.profiles.get(arn)) {
      throw new SignerError(
        "ValidationException",
        `Profile with name ${name} already exists`,
        "ProfileAlreadyExists",
      );
    }
    const profile: ProfileRecord = {
      name,
      arn,
      version: newProfileVersion(),
      platformId,
      validity,
      signingMaterial: input.signingMaterial,
      overrides: input.overrides,
      signingParameters: input.signingParameters,
      status: "Active",
      tags: input.tags ?? {},
    };
    this.profiles.set(arn, profile);
    return { arn, profileVersion: profile.version, profileVersionArn: versionArnOf(profile) };
  }

  get(input: GetSigningProfileInput, request: AwsRequest) {
    const profile = this.access.find(request, input.profileName, input.profileOwner, "GetSigningProfile");
    if (!profile) {
      throw notFound(input.profileName);
    }
    return {
      ...this.summary(profile),
      overrides: profile.overrides,
      statusReason: profile.statusReason,
      revocationRecord: profile.revocation && {
        revocationEffectiveFrom: profile.revocation.effectiveFrom / 1000,
        revokedAt: profile.revocation.revokedAt / 1000,
        revokedBy: profile.revocation.revokedBy,
      },
    };
  }

  list(input: ListSigningProfilesInput, request: AwsRequest) {
    const place = placeOf(request);
    const statuses =
      input.statuses ?? (input.includeCanceled ? ["Active", "Canceled", "Revoked"] : ["Active"]);
    const wanted = [...this.profiles.values()].filter(
      ({ arn, status, platformId }) =>
        isIn(place, arn) && statuses.includes(status) && (input.platformId ?? platformId) === platformId,
    );
    const { items, nextToken } = pageOf(wanted, ({ arn }) => arn, input);
    return { profiles: items.map((profile) => this.summary(profile)), nextToken };
  }

  /** Ends new signing; signatures that were made stay valid. */
  cancel({ profileName }: CancelSigningProfileInput, request: AwsRequest): void {
    const profile = this.require(request, profileName);
    if (profile.status === "Revoked") {
      throw new SignerError(
        "ValidationException",
        `Signing Profile ${profileName} cannot be canceled because it has been revoked. A revoked profile cannot be canceled.`,
      );
    }
    // Permissions stay listable, as another revision.
    const policy =
      profile.policy && profile.status === "Active"
        ? { ...profile.policy, revisionId: randomUUID() }
        : profile.policy;
    this.profiles.set(profile.arn, { ...profile, status: "Canceled", policy });
  }

  /** Ends trust in signatures made after a time. It may be repeated with an earlier time, never with a later one. */
  revoke(input: RevokeSigningProfileInput, request: AwsRequest): void {
    const profile = this.require(request, input.profileName);
    if (profile.version !== input.profileVersion) {
      throw new SignerError(
        "ResourceNotFoundException",
        PROFILE_VERSION_NOT_FOUND(profile.name, input.profileVersion),
        "ProfileVersionNotFound",
      );
    }
    if (!platformOf(profile.platformId).revocationSupported) {
      throw new SignerError(
        "ValidationException",
        `Revocation is not supported for platform ${profile.platformId}`,
      );
    }
    const now = this.clock.now().getTime();
    if (input.effectiveTime > now) {
      throw new SignerError("ValidationException", REVOCATION_IN_FUTURE);
    }
    if (profile.revocation && input.effectiveTime > profile.revocation.effectiveFrom) {
      throw new SignerError("ValidationException", REVOCATION_MOVED_LATER);
    }
    this.profiles.set(profile.arn, {
      ...profile,
      status: "Revoked",
      statusReason: input.reason,
      revocation: { effectiveFrom: input.effectiveTime, revokedAt: now, revokedBy: request.callerArn },
    });
  }

  private require(request: AwsRequest, name: string): ProfileRecord {
    const profile = this.access.own(request, name);
    if (!profile) {
      throw notFound(name);
    }
    return profile;
  }

  private summary(profile: ProfileRecord) {
    return {
      profileName: profile.name,
      profileVersion: profile.version,
      profileVersionArn: versionArnOf(profile),
      arn: profile.arn,
      platformId: profile.platformId,
      platformDisplayName: platformOf(profile.platformId).displayName,
      signatureValidityPeriod: profile.validity,
      signingMaterial: profile.signingMaterial,
      signingParameters: profile.signingParameters,
      status: profile.status,
      tags: profile.tags,
    };
  }
}

const notFound = (name: string): SignerError =>
  new SignerError("ResourceNotFoundException", PROFILE_NOT_FOUND(name), "ProfileNotFound");

const VERSION_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Ten letters and digits in mixed case, such as `UqFTRcZGNs`. */
function newProfileVersion(): string {
  return Array.from(randomBytes(10), (byte) => VERSION_ALPHABET[byte % VERSION_ALPHABET.length]).join("");
}
