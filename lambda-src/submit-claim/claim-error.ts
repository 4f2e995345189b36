/** One thing that is wrong with a claim. It never repeats what identifies the patient. */
export interface ClaimError {
  /** Where, such as `serviceLines[0].chargeCents`; empty for the claim as a whole. */
  readonly path: string;
  /** Stable, for programs: `invalid-npi`, `total-mismatch`, `missing`, `unknown-field`, `invalid` … */
  readonly code: string;
  /** For people; its subject is the field. */
  readonly message: string;
}
