import { SignerError } from "./errors";
import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from "./requests";
import type { ProfileRecord, SignerState } from "./state";

const MAX_TAGS = 200;

/** Tags of signing profiles, the only resource of Signer's that has any. */
export class ProfileTags {
  constructor(private readonly profiles: SignerState["profiles"]) {}

  list({ resourceArn }: ListTagsForResourceInput) {
    return { tags: this.require(resourceArn).tags };
  }

  tag({ resourceArn, tags }: TagResourceInput) {
    const profile = this.require(resourceArn);
    const all = { ...profile.tags, ...tags };
    if (Object.keys(all).length > MAX_TAGS) {
      throw new SignerError(
        "BadRequestException",
        `A signing profile cannot have more than ${MAX_TAGS} tags`,
      );
    }
    this.profiles.set(profile.arn, { ...profile, tags: all });
    return {};
  }

  untag({ resourceArn, tagKeys }: UntagResourceInput) {
    const profile = this.require(resourceArn);
    const tags = Object.fromEntries(Object.entries(profile.tags).filter(([key]) => !tagKeys.includes(key)));
    this.profiles.set(profile.arn, { ...profile, tags });
    return {};
  }

  private require(arn: string): ProfileRecord {
    const profile = this.profiles.get(arn);
    if (!profile) {
      throw new SignerError("NotFoundException", `Resource not found: ${arn}`);
    }
    return profile;
  }
}
