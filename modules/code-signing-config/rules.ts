import { distinct, lengthBetween, matching } from "../rules";

const PROFILE = "arn:[^:]+:signer:[^:]+:\\d{12}:/signing-profiles/[A-Za-z0-9_]{2,64}";

/** Lambda takes the ARN of a profile without a version, and then no signature ever matches it. */
export const versionArn = matching(
  new RegExp(`^${PROFILE}/[A-Za-z0-9]{10}$`),
  "the version ARN of a signing profile, arn:…:signer:<region>:<account>:/signing-profiles/NAME/VERSION",
);
/** What one is given by mistake. */
export const profileArn = matching(new RegExp(`^${PROFILE}$`), "the ARN of a signing profile");
export const publisherCount = lengthBetween(1, 20, "1 to 20 signing profiles or version ARNs");
export const distinctPublishers = distinct("each publisher once");
export const description = lengthBetween(0, 256, "at most 256 characters");
export const configArn = matching(
  /^arn:[^:]+:lambda:[^:]+:\d{12}:code-signing-config:csc-[a-z0-9]{17}$/,
  "the ARN of a code signing config, arn:…:lambda:<region>:<account>:code-signing-config:csc-…",
);
