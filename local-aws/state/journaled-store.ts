import type { Store } from "../store";
import { Journal } from "./journal";

/** A record that was set, by its key, or a key that was deleted. */
type Change<T> = readonly [key: string, value: T] | readonly [key: string];

/** Records in memory, whose every change is in a file before it is seen. Records must survive JSON. */
export class JournaledStore<T> implements Store<T> {
  private readonly records: Map<string, T>;
  private readonly journal: Journal;

  /** @throws Error when the file can't be read as such a store. */
  constructor(file: string) {
    const { journal, entries } = Journal.open<Change<T>>(file, (changes) => [...recordsAfter(changes)]);
    this.journal = journal;
    this.records = recordsAfter(entries);
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  set(key: string, value: T): void {
    this.journal.append([key, value]);
    this.records.set(key, value);
  }

  delete(key: string): boolean {
    if (!this.records.has(key)) {
      return false;
    }
    this.journal.append([key]);
    return this.records.delete(key);
  }

  values(): Iterable<T> {
    return this.records.values();
  }

  /** From now on it keeps in memory alone: whoever still has it changes nothing that lasts. */
  detach(): void {
    this.journal.close();
  }
}

/** In the order in which their keys came, as a Map has it. */
function recordsAfter<T>(changes: readonly Change<T>[]): Map<string, T> {
  const records = new Map<string, T>();
  for (const change of changes) {
    if (change.length === 2) {
      records.set(change[0], change[1]);
    } else {
      records.delete(change[0]);
    }
  }
  return records;
}
