/** The local AWS's time: the machine's, plus what tests set it forward, so that expiry is seen without waiting. */
export class Clock {
  private aheadInMilliseconds = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadInMilliseconds);
  }

  /** @throws RangeError when told to go back: nothing in AWS un-expires. */
  setForward(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(
        `The clock goes forward only: expected milliseconds of 0 or more, got: ${milliseconds}`,
      );
    }
    this.aheadInMilliseconds += milliseconds;
  }
}
