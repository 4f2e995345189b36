import type { Row } from "../row";
import { SIGNED_ZIP } from "./signed-zip";
import { SIGNER_JOBS } from "./signer-jobs";
import { SIGNER_OPERATIONS } from "./signer-operations";
import { SIGNER_PROFILES } from "./signer-profiles";
import { SIGNER_VALIDATION } from "./signer-validation";

/** Everything that is claimed and shown, in the order of the table. */
export const ROWS: readonly Row[] = [
  ...SIGNED_ZIP,
  ...SIGNER_OPERATIONS,
  ...SIGNER_VALIDATION,
  ...SIGNER_PROFILES,
  ...SIGNER_JOBS,
];
