import { NOT_THE_ARN_OF } from "../unconfirmed";
import { SignerError } from "./errors";
import { NOTATION_PLATFORM } from "./platforms";
import type { GetRevocationStatusInput } from "./requests";
import { revokedArns } from "./revocations";
import type { SignerState } from "./state";

const PROFILE_VERSION_ARN = /^arn:aws:signer:[^:]+:[0-9]{12}:\/signing-profiles\/[^/]+\/[^/]+$/;
const JOB_ARN = /^arn:aws:signer:[^:]+:[0-9]{12}:\/signing-jobs\/[^/]+$/;

/**
 * GetRevocationStatus: which of the things that a signature names are revoked. Any account may ask about any signature:
 * who verifies an image isn't who signed it. Certificates never are: there is no operation that revokes one, and the
 * local authority does it neither.
 */
export function getRevocationStatus(
  state: Pick<SignerState, "profiles" | "jobs">,
  { platformId, profileVersionArn, jobArn, signatureTimestamp }: GetRevocationStatusInput,
) {
  // AWS refuses the Lambda platform, too: what reads this operation is container tooling.
  if (platformId !== NOTATION_PLATFORM) {
    throw new SignerError("ValidationException", `Invalid platformId: ${platformId}`);
  }
  requireArn(PROFILE_VERSION_ARN, "signing profile version", profileVersionArn);
  requireArn(JOB_ARN, "signing job", jobArn);
  return {
    revokedEntities: revokedArns(state, {
      signingProfileVersionArn: profileVersionArn,
      signingJobArn: jobArn,
      signedAt: signatureTimestamp,
    }),
  };
}

function requireArn(pattern: RegExp, kind: string, given: string): void {
  if (!pattern.test(given)) {
    throw new SignerError("ValidationException", NOT_THE_ARN_OF(kind, given));
  }
}
