/**
 * Runs work on one key in the order it came: between the checks of a deployment and the deployment itself nobody may
 * attach another config or deploy other code.
 */
export class Serial {
  private readonly last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => T | Promise<T>): Promise<T> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work, work);
    this.last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === turn) {
        this.last.delete(key);
      }
    }
  }
}
