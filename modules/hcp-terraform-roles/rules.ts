import { matching } from "../rules";

/** IAM takes no port in an issuer's address, and compares it in lower case. */
export const host = matching(
  /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
  "a host name in lower case, without https:// and port",
);
/** A wildcard or a colon here would let the tokens of others in: the trust policy compares with StringLike. */
export const organization = matching(
  /^[A-Za-z0-9_-]{1,128}$/,
  "the name of one organization: letters, digits, - or _",
);
export const project = matching(
  /^[A-Za-z0-9_-]([A-Za-z0-9 _-]{0,126}[A-Za-z0-9_-])?$/,
  "the name of one project: letters, digits, spaces, - or _",
);
export const workspace = matching(
  /^[A-Za-z0-9_*-]{1,90}$/,
  "the name of a workspace: 1 to 90 letters, digits, - or _, and * for any number of them",
);
/** The role's name is this, `-apply-` and what the provider appends: it takes a prefix of 38 characters. */
export const namePrefix = matching(
  /^[a-z][a-z0-9-]{1,29}[a-z0-9]$/,
  "3 to 31 lower-case letters, digits or -, a letter first and no - last",
);
export const projectTag = matching(
  /^[A-Za-z0-9 _.:/=+@-]{1,256}$/,
  "the value of a tag: 1 to 256 letters, digits, spaces or _ . : / = + - @",
);
export const oidcProviderArn = matching(
  /^arn:[^:]+:iam::\d{12}:oidc-provider\/[^*?]+$/,
  "the ARN of an OIDC provider, arn:…:iam::ACCOUNT:oidc-provider/HOST",
);
