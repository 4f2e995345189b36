import type { Outcome } from "../exit-codes";
import type { Level } from "../trust-policy";

/** Something that is not as it should be. */
export interface Finding {
  readonly outcome: Exclude<Outcome, "fine">;
  /** What it was found on: the function, the file, or a layer of the function. */
  readonly subject: string;
  readonly message: string;
}

/** A finding, and whether the level lets it count. */
export interface WeighedFinding extends Finding {
  readonly counts: boolean;
}

/** What a level lets pass; it is shown, and doesn't change the exit code. */
export const TOLERATED: Readonly<Record<Level, readonly Outcome[]>> = {
  strict: [],
  permissive: ["expired", "revoked", "not-enforced"],
  audit: ["expired", "revoked", "not-enforced", "unsigned", "untrusted-root", "publisher-not-allowed"],
  skip: [],
};

export const weigh = (findings: readonly Finding[], level: Level): WeighedFinding[] =>
  findings.map((finding) => ({ ...finding, counts: !TOLERATED[level].includes(finding.outcome) }));
