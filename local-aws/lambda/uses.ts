/**
 * Who is at something under a key at the moment: deployments, under the config that they are checked against. They
 * don't wait for one another, and whoever changes what they read may wait until those that read the old are done.
 */
export class Uses {
  private readonly current = new Map<string, Set<Promise<unknown>>>();

  /** `use` begins at once, so that nothing comes between the call and what it reads first. */
  async during<T>(key: string, use: () => Promise<T>): Promise<T> {
    const uses = this.current.get(key) ?? new Set();
    this.current.set(key, uses);
    const one = use();
    uses.add(one);
    try {
      return await one;
    } finally {
      uses.delete(one);
      if (uses.size === 0) {
        this.current.delete(key);
      }
    }
  }

  isInUse(key: string): boolean {
    return this.current.has(key);
  }

  /** Waits for those that are at it now, however they end, and not for any that come later. */
  async over(key: string): Promise<void> {
    await Promise.allSettled([...(this.current.get(key) ?? [])]);
  }
}
