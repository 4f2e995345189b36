import { matching } from "../../modules/rules";

/** A bucket that somebody else has made. */
export const bucketName = matching(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "a bucket's name: 3 to 63 lower-case letters, digits, . or -",
);
