import type { Report } from "../report";

/** The exception that AWS was seen to throw for every failing check; its documentation promises two of them. */
export const REFUSED = "CodeVerificationFailedException";

/**
 * Holds what became of the attacks against what had to.
 * @throws Error that names each attack that was not refused for its signature, each control that was refused, and each
 * artifact that Warn treated otherwise than AWS does
 */
export function expectRefusals({ rejections, warn }: Pick<Report, "rejections" | "warn">): void {
  const faults = [
    ...rejections
      .filter(({ error }) => error !== REFUSED)
      .map(
        ({ attack, error, message }) =>
          `${attack} was not refused for its signature: ${error ? `${error} ${message}` : "it was accepted"}`,
      ),
    ...rejections
      .filter(({ control }) => control !== "accepted")
      .map(({ attack, control }) => `the control of "${attack}" was refused: ${control}`),
    ...warn
      .filter(({ outcome, expected }) => outcome !== expected)
      .map(
        ({ artifact, outcome, expected }) => `${artifact} under Warn: expected ${expected}, got: ${outcome}`,
      ),
  ];
  if (faults.length > 0) throw new Error(faults.join("; "));
}
