import {
  CHECK_INTEGRITY_WITHOUT_CONFIG,
  SIGNATURE_STATUS_EXPIRED,
  SIGNATURE_STATUS_REVOKED,
  SIGNATURE_STATUS_WITHOUT_CONFIG,
  UNTRUSTED_ROOT_COUNTS_AS,
} from "../unconfirmed";
import type { CodeVerdict, SignedCode } from "./code-verdict";
import { LambdaError } from "./errors";
import type { CodeSigningConfigRecord } from "./state";

type FailedCheck = "integrity" | "expiry" | "mismatch" | "revocation";

/** What CloudTrail says of the signature of a deployment that went through. */
export type SignatureStatus =
  "VALID" | "MISMATCH" | typeof SIGNATURE_STATUS_EXPIRED | typeof SIGNATURE_STATUS_REVOKED;

const STATUS_OF: Readonly<Record<Exclude<FailedCheck, "integrity">, SignatureStatus>> = {
  expiry: SIGNATURE_STATUS_EXPIRED,
  mismatch: "MISMATCH",
  revocation: SIGNATURE_STATUS_REVOKED,
};

/** What the checks need to know beside the package. */
export interface CheckContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly isRevoked: (signature: SignedCode) => boolean;
}

/**
 * Lambda's four checks at a deployment.
 * @param subject what the message names: a function's name when it is created, its ARN when it is updated, the layer
 * version's ARN when a layer is at fault.
 * @returns what was tolerated, or `VALID`; `undefined` when there is no config to check against.
 * @throws LambdaError CodeVerificationFailedException
 */
export function checkCodeSignature(
  verdict: CodeVerdict,
  config: CodeSigningConfigRecord | undefined,
  subject: string,
  context: CheckContext,
): SignatureStatus | undefined {
  const failed = failedCheck(verdict, config, context);
  if (failed === "integrity") {
    // The policy governs the other three only: code that was changed after it was signed never gets through.
    if (config || CHECK_INTEGRITY_WITHOUT_CONFIG) {
      throw new LambdaError(
        // The documentation promises InvalidCodeSignatureException, and AWS answers this.
        "CodeVerificationFailedException",
        `Lambda cannot deploy the function. The function or layer code is not properly signed. This can mean that the code was signed incorrectly or modified after it was signed. Check the provided signature for ${subject}.`,
      );
    }
    return undefined;
  }
  if (failed && config?.untrustedArtifactOnDeployment === "Enforce") {
    throw new LambdaError(
      "CodeVerificationFailedException",
      // Seen for unsigned code and unlisted publishers; no text of its own for expired or revoked is known.
      `Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for ${subject}.`,
    );
  }
  if (!config) {
    return SIGNATURE_STATUS_WITHOUT_CONFIG;
  }
  return failed ? STATUS_OF[failed] : "VALID";
}

/** The first check that fails, in AWS's order. */
function failedCheck(
  verdict: CodeVerdict,
  config: CodeSigningConfigRecord | undefined,
  { now, isRevoked }: CheckContext,
): FailedCheck | undefined {
  switch (verdict.status) {
    case "invalid":
      return "integrity";
    // A signature that is missing counts as one of a publisher that isn't listed.
    case "unsigned":
      return "mismatch";
    case "untrusted":
      return UNTRUSTED_ROOT_COUNTS_AS;
    case "signed":
      if (verdict.expiresAt <= now) {
        return "expiry";
      }
      if (!config?.signingProfileVersionArns.includes(verdict.signingProfileVersionArn)) {
        return "mismatch";
      }
      return isRevoked(verdict) ? "revocation" : undefined;
  }
}
