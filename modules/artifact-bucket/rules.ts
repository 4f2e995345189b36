import { matching, wholeNumber } from "../rules";

export const bucketPrefix = matching(
  /^[a-z0-9][a-z0-9-]{2,36}$/,
  "3 to 37 lower-case letters, digits or -, a letter or digit first, not xn--, sthree- or amzn-s3-demo-",
  /^(xn--|sthree-|amzn-s3-demo-)/,
);
export const days = wholeNumber({ min: 1, max: 2 ** 31 - 1, unit: "days" });
