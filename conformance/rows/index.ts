import type { Row } from "../row";
import { SIGNER_OPERATIONS } from "./signer-operations";
import { SIGNER_VALIDATION } from "./signer-validation";

/** Everything that is claimed and shown, in the order of the table. */
export const ROWS: readonly Row[] = [...SIGNER_OPERATIONS, ...SIGNER_VALIDATION];
