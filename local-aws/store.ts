/** Records by key. A record is never changed in place: `set` sees every change, so a store may write it to disk. */
export interface Store<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): unknown;
  delete(key: string): boolean;
  values(): Iterable<T>;
}
