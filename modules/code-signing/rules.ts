import { matching } from "../rules";

export const name = matching(
  /^[a-z][a-z0-9-]{2,35}$/,
  "3 to 36 lower-case letters, digits or -, a letter first, not xn--, sthree- or amzn-s3-demo-",
  // The bucket's name begins with it.
  /^(xn--|sthree-|amzn-s3-demo-)/,
);
