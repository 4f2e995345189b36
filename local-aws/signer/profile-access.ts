import { accountOf } from "../arns";
import type { AwsRequest } from "../http";
import {
  NO_CROSS_ACCOUNT_SIGNING,
  NOT_AUTHORIZED,
  OPERATION_OF_OTHER_PLATFORM,
  PROFILE_NOT_ACTIVE,
} from "../unconfirmed";
import { placeOf, profileArn } from "./arns";
import { SignerError } from "./errors";
import { isSignersOwnKey, NOTATION_PLATFORM } from "./platforms";
import type { PermissionStatement, ProfileRecord, SignerState } from "./state";

/** What a profile's policy can allow other accounts. */
export type SharedAction = "GetSigningProfile" | "RevokeSignature" | "SignPayload" | "StartSigningJob";

type Caller = Pick<AwsRequest, "region" | "callerArn">;

/** Finds profiles for those who call: their own, and those of others as far as their policies allow it. */
export class ProfileAccess {
  constructor(private readonly profiles: SignerState["profiles"]) {}

  /** A profile of the caller's own account, in whatever status. Nothing but IAM limits its use there. */
  own(caller: Caller, name: string): ProfileRecord | undefined {
    return this.profiles.get(profileArn(placeOf(caller), name));
  }

  /**
   * A profile of `owner`'s, by default the caller's own account.
   * @throws SignerError AccessDeniedException when it is another account's and its policy doesn't allow the action.
   */
  find(
    caller: Caller,
    name: string,
    owner: string | undefined,
    action: SharedAction,
  ): ProfileRecord | undefined {
    const own = placeOf(caller);
    if (owner === undefined || owner === own.accountId) {
      return this.own(caller, name);
    }
    const arn = profileArn({ ...own, accountId: owner }, name);
    const profile = this.profiles.get(arn);
    if (!profile || !isAllowed(profile, action, caller.callerArn)) {
      throw notAuthorized(caller.callerArn, action, arn);
    }
    return profile;
  }

  /**
   * A profile to sign with.
   * @throws SignerError when it isn't there, isn't active, isn't the caller's to use or signs by another operation.
   */
  toSignWith(
    caller: Caller,
    { profileName, profileOwner }: { profileName: string; profileOwner?: string },
    action: "SignPayload" | "StartSigningJob",
  ): ProfileRecord {
    const profile = this.find(caller, profileName, profileOwner, action);
    if (!profile) {
      throw new SignerError("ResourceNotFoundException", `profile with name ${profileName} does not exist`);
    }
    const { status, platformId } = profile;
    if (status !== "Active") {
      throw new SignerError(
        "ValidationException",
        PROFILE_NOT_ACTIVE(profileName, status),
        "ProfileNotActive",
      );
    }
    if ((platformId === NOTATION_PLATFORM) !== (action === "SignPayload")) {
      throw new SignerError("ValidationException", OPERATION_OF_OTHER_PLATFORM(action, platformId));
    }
    if (accountOf(profile.arn) !== accountOf(caller.callerArn) && !isSignersOwnKey(platformId)) {
      throw new SignerError("ValidationException", NO_CROSS_ACCOUNT_SIGNING(platformId));
    }
    return profile;
  }
}

export const notAuthorized = (callerArn: string, action: SharedAction, arn: string): SignerError =>
  new SignerError("AccessDeniedException", NOT_AUTHORIZED(callerArn, `signer:${action}`, arn));

/** Whether a statement of the profile's policy gives a caller of another account the action. */
export function isAllowed(profile: ProfileRecord, action: SharedAction, callerArn: string): boolean {
  return (profile.policy?.statements ?? []).some(
    (statement) =>
      statement.action === `signer:${action}` &&
      (statement.profileVersion ?? profile.version) === profile.version &&
      isPrincipal(statement, callerArn),
  );
}

/** The ARN of an assumed role has the role's name without its path, so that names are compared without theirs. */
function isPrincipal({ principal }: PermissionStatement, callerArn: string): boolean {
  const account = accountOf(callerArn);
  if (!principal.startsWith("arn:")) {
    return principal === account;
  }
  const role = /:assumed-role\/([^/]+)\//.exec(callerArn)?.[1];
  return accountOf(principal) === account && principal.split("/").at(-1) === role;
}
