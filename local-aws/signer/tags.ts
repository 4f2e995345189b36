import type { AwsRequest } from "../http";
import { NOT_TAGGABLE, TOO_MANY_TAGS } from "../unconfirmed";
import { isIn, placeOf } from "./arns";
import { SignerError } from "./errors";
import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from "./requests";
import type { ProfileRecord, SignerState } from "./state";

const MAX_TAGS = 200;
const PROFILE_ARN = /^arn:aws:signer:[^:]+:[0-9]{12}:\/signing-profiles\/[^/]+$/;

/** Tags of signing profiles, the only resource of Signer's that has any. */
export class ProfileTags {
  constructor(private readonly profiles: SignerState["profiles"]) {}

  list({ resourceArn }: ListTagsForResourceInput, request: AwsRequest) {
    return { tags: this.require(resourceArn, request).tags };
  }

  tag({ resourceArn, tags }: TagResourceInput, request: AwsRequest) {
    const profile = this.require(resourceArn, request);
    const all = { ...profile.tags, ...tags };
    if (Object.keys(all).length > MAX_TAGS) {
      throw new SignerError("BadRequestException", TOO_MANY_TAGS(MAX_TAGS));
    }
    this.profiles.set(profile.arn, { ...profile, tags: all });
    return {};
  }

  untag({ resourceArn, tagKeys }: UntagResourceInput, request: AwsRequest) {
    const profile = this.require(resourceArn, request);
    const tags = Object.fromEntries(Object.entries(profile.tags).filter(([key]) => !tagKeys.includes(key)));
    this.profiles.set(profile.arn, { ...profile, tags });
    return {};
  }

  /** Another account's or Region's profiles aren't there, either: the model has no AccessDeniedException for tags. */
  private require(arn: string, request: AwsRequest): ProfileRecord {
    if (!PROFILE_ARN.test(arn)) {
      throw new SignerError("BadRequestException", NOT_TAGGABLE(arn));
    }
    const profile = isIn(placeOf(request), arn) ? this.profiles.get(arn) : undefined;
    if (!profile) {
      throw new SignerError("NotFoundException", `Resource not found: ${arn}`);
    }
    return profile;
  }
}
