/** A function that can't be packaged, in one message: what was expected, what came instead, what to do. */
export class PackagingError extends Error {
  override readonly name = "PackagingError";

  constructor(
    readonly expected: string,
    readonly got: string,
    readonly remedy: string,
  ) {
    super(`Expected ${expected}, got ${got}. ${remedy}`);
  }
}
