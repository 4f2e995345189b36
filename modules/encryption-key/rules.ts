export { bucketArn } from "../arns";
import { lengthBetween, matching, wholeNumber } from "../rules";

export const alias = matching(
  /^[A-Za-z0-9/_-]{1,250}$/,
  "1 to 250 letters, digits, /, _ or -, without alias/ before them, and not beginning with aws/",
  /^(alias|aws)\//,
);
export const description = lengthBetween(1, 8192, "1 to 8192 characters");
export const rotationPeriodInDays = wholeNumber({ min: 90, max: 2560, unit: "days" });
export const deletionWindowInDays = wholeNumber({ min: 7, max: 30, unit: "days" });
/** IAM expands `*` and `?` in ARN conditions, `ArnEquals` too: a name with one would grant many. */
export const oneName = matching(/^[^*?\s]+$/, "one name, without wildcards");
export const principalArn = matching(
  /^arn:[^:]+:iam::\d{12}:(role|user)\/[^*?]+$/,
  "the ARN of an IAM role or user",
);
