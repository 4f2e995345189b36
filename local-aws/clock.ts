import type { Store } from "./signer";

const AHEAD = "aheadInMilliseconds";

/** The local AWS's time: the machine's, plus what tests set it forward, so that expiry is seen without waiting. */
export class Clock {
  /** @param kept where it keeps how far ahead it is; asked each time, since a reset puts another in its place. */
  constructor(private readonly kept: () => Store<number> = inMemory()) {}

  now(): Date {
    return new Date(Date.now() + (this.kept().get(AHEAD) ?? 0));
  }

  /** @throws RangeError when told to go back: nothing in AWS un-expires. */
  setForward(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(
        `The clock goes forward only: expected milliseconds of 0 or more, got: ${milliseconds}`,
      );
    }
    const kept = this.kept();
    kept.set(AHEAD, (kept.get(AHEAD) ?? 0) + milliseconds);
  }
}

function inMemory(): () => Store<number> {
  const kept = new Map<string, number>();
  return () => kept;
}
