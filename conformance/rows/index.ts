import type { Row } from "../row";
import { LAMBDA_CONFIGS } from "./lambda-configs";
import { LAMBDA_ENFORCEMENT } from "./lambda-enforcement";
import { LAMBDA_OPERATIONS } from "./lambda-operations";
import { NOTATION } from "./notation";
import { SIGNED_BY_OPENSSL } from "./signed-by-openssl";
import { SIGNED_ZIP } from "./signed-zip";
import { SIGNER_JOBS } from "./signer-jobs";
import { SIGNER_OPERATIONS } from "./signer-operations";
import { SIGNER_PERMISSIONS } from "./signer-permissions";
import { SIGNER_PROFILES } from "./signer-profiles";
import { SIGNER_REVOCATION } from "./signer-revocation";
import { SIGNER_VALIDATION } from "./signer-validation";
import { TERRAFORM } from "./terraform";
import { TOLD } from "./told";

/** Everything that is claimed and shown, in the order of the table. */
export const ROWS: readonly Row[] = [
  ...SIGNED_ZIP,
  ...SIGNED_BY_OPENSSL,
  ...SIGNER_OPERATIONS,
  ...SIGNER_VALIDATION,
  ...SIGNER_PROFILES,
  ...SIGNER_JOBS,
  ...NOTATION,
  ...SIGNER_REVOCATION,
  ...SIGNER_PERMISSIONS,
  ...LAMBDA_OPERATIONS,
  ...LAMBDA_CONFIGS,
  ...LAMBDA_ENFORCEMENT,
  ...TOLD,
  ...TERRAFORM,
];
