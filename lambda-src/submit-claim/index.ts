import { createHash } from "node:crypto";
import type { ClaimError } from "./claim-error";
import { validateClaim } from "./validate-claim";

/** What a submitter gets back. A rejected claim is a normal answer, not a failed invocation. */
export type ClaimAnswer =
  | {
      readonly status: "accepted";
      readonly claimId: string;
      readonly serviceLineCount: number;
      readonly totalChargeCents: number;
    }
  | { readonly status: "rejected"; readonly errors: readonly ClaimError[] };

/**
 * Judges one professional claim. The event is the claim itself (see claim.ts): the function is invoked
 * directly, not through an HTTP gateway.
 */
export function handler(event: unknown): Promise<ClaimAnswer> {
  const answer = judge(event, new Date());
  log(event, answer);
  return Promise.resolve(answer);
}

/** The handler without its clock and its log. */
export function judge(event: unknown, now: Date): ClaimAnswer {
  const { claim, errors } = validateClaim(event, now);
  if (errors) return { status: "rejected", errors };
  return {
    status: "accepted",
    claimId: claim.claimId,
    serviceLineCount: claim.serviceLines.length,
    totalChargeCents: claim.totalChargeCents,
  };
}

/**
 * Logs are read by more people than claims may be, so nothing of the claim goes there but counts and a hash
 * of its id, by which a submitter who knows the id finds the line.
 */
function log(event: unknown, answer: ClaimAnswer): void {
  const claimId = (event as { claimId?: unknown } | null | undefined)?.claimId;
  const line = {
    status: answer.status,
    claimIdSha256:
      typeof claimId === "string" ? createHash("sha256").update(claimId).digest("hex") : undefined,
    ...(answer.status === "accepted"
      ? { serviceLineCount: answer.serviceLineCount }
      : { errorCount: answer.errors.length }),
  };
  // eslint-disable-next-line no-console -- Lambda carries the console to CloudWatch Logs.
  console.log(JSON.stringify(line));
}
