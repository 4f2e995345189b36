import type * as z from "zod";
import { claimSchema, type Claim } from "./claim";
import type { ClaimError } from "./claim-error";
import { rules } from "./rules";

/** The answer must stay small, whatever comes in. */
const NAMED_UNKNOWN_FIELDS = 5;

/** A claim, or everything that is wrong with it. */
export type Validation =
  | { readonly claim: Claim; readonly errors?: undefined }
  | { readonly claim?: undefined; readonly errors: readonly ClaimError[] };

/**
 * Checks a claim in JSON and lists all its errors, by field first and then across fields.
 *
 * @param now decides which service dates are too late or too early
 */
export function validateClaim(claim: unknown, now: Date): Validation {
  const parsed = claimSchema(now).safeParse(claim, { reportInput: true });
  const errors = [...(parsed.error?.issues.map(toClaimError) ?? []), ...rules.flatMap((rule) => rule(claim))];
  if (errors.length > 0) return { errors };
  return { claim: parsed.data! };
}

function toClaimError(issue: z.core.$ZodIssue): ClaimError {
  const path = pathOf(issue.path);
  if (issue.code === "custom") return { path, code: String(issue.params?.code), message: issue.message };
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.slice(0, NAMED_UNKNOWN_FIELDS).join(", ");
    return { path, code: "unknown-field", message: `has fields that a claim doesn't know: ${names}` };
  }
  if (issue.code === "invalid_type" && issue.input === undefined) {
    return { path, code: "missing", message: "must be given" };
  }
  return { path, code: "invalid", message: issue.message };
}

/** `["serviceLines", 0, "units"]` as `serviceLines[0].units`. */
function pathOf(keys: readonly PropertyKey[]): string {
  return keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
