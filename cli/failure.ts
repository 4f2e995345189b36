import type { Outcome } from "./exit-codes";

/** Why the command can't go on, as a sentence that says what to do; never shown with a stack trace. */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly outcome: Exclude<Outcome, "fine">,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
