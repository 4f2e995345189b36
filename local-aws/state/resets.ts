/** Something that remembers, and that `POST /_local/reset` makes forget. */
export interface Resettable {
  /** For the message when it fails. */
  readonly name: string;
  reset(): void | Promise<void>;
}

/** Makes all of them forget, whichever fails. @throws Error that names those that failed. */
export async function resetAll(resettables: readonly Resettable[]): Promise<void> {
  const outcomes = await Promise.allSettled(resettables.map(async (one) => one.reset()));
  const failures = outcomes.flatMap((outcome, at) =>
    outcome.status === "rejected" ? [`${resettables[at]!.name}: ${(outcome.reason as Error).message}`] : [],
  );
  if (failures.length > 0) {
    throw new Error(`Not all was reset, so restart the local AWS. ${failures.join("; ")}`);
  }
}
