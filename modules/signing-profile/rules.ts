import { matching, oneOf, type Rule, wholeNumber } from "../rules";
import type { SignatureValidityUnit } from "./signature-validity";

export const namePrefix = matching(/^[A-Za-z0-9_]{2,38}$/, "2 to 38 letters, digits or underscores");
/** The longest validity that AWS Signer takes is 135 months, in each of its units. */
export const signatureValidity: Record<SignatureValidityUnit, Rule<number>> = {
  DAYS: wholeNumber({ min: 1, max: 4108, unit: "days" }),
  MONTHS: wholeNumber({ min: 1, max: 135, unit: "months" }),
  YEARS: wholeNumber({ min: 1, max: 11, unit: "years" }),
};
export const principal = matching(
  /^(\d{12}|arn:[^:]+:iam::\d{12}:role\/.+)$/,
  "a 12-digit account id or the ARN of an IAM role",
);
export const statementId = matching(/^[A-Za-z0-9_-]{1,64}$/, "1 to 64 letters, digits, - or _");
export const action = oneOf(
  ["signer:StartSigningJob", "signer:GetSigningProfile", "signer:RevokeSignature"],
  "signer:StartSigningJob, signer:GetSigningProfile or signer:RevokeSignature",
);
