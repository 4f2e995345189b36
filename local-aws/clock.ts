import type { Store } from "./signer";

const AHEAD = "aheadInMilliseconds";

/** Years of a signature's times have four digits, and a signature may be valid for eleven years. */
const LATEST = Date.UTC(9900, 0);

/** The local AWS's time: the machine's, plus what tests set it forward, so that expiry is seen without waiting. */
export class Clock {
  /** @param kept where it keeps how far ahead it is; asked each time, since a reset puts another in its place. */
  constructor(private readonly kept: () => Store<number> = inMemory()) {}

  now(): Date {
    return new Date(Date.now() + (this.kept().get(AHEAD) ?? 0));
  }

  /** @throws RangeError when told to go back, as nothing in AWS un-expires, or beyond the times that can be written. */
  setForward(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(
        `The clock goes forward only: expected milliseconds of 0 or more, got: ${milliseconds}`,
      );
    }
    const kept = this.kept();
    const ahead = (kept.get(AHEAD) ?? 0) + milliseconds;
    if (Date.now() + ahead > LATEST) {
      throw new RangeError(
        `Expected a time before ${new Date(LATEST).toISOString()}, got ${ahead} milliseconds from now.`,
      );
    }
    kept.set(AHEAD, ahead);
  }
}

function inMemory(): () => Store<number> {
  const kept = new Map<string, number>();
  return () => kept;
}
