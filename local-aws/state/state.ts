import { createSigningAuthority, type SigningAuthority } from "../../signature";
import type { EmulatorName } from "../emulators";
import type { Store } from "../store";

/** What a local AWS remembers: in memory, or in a folder over restarts. */
export interface State {
  /** Records under a name, the same at each call until `empty`. They must survive JSON. */
  store<T>(name: string): Store<T>;
  /** Forgets all records. Who still has a store of before changes nothing with it. */
  empty(): void;
  /** The signing authority, which stays: to its clients, Signer's root is as little a record as AWS's own. */
  authority(options: { region: string; now: Date }): Promise<SigningAuthority>;
  /** Where an emulator keeps what it has; `undefined` when it is to keep nothing. */
  emulatorFolder(name: EmulatorName): string | undefined;
  /** Lets others have it. */
  release(): void;
}

/** Ends with the process. */
export class InMemoryState implements State {
  private stores = new Map<string, Store<unknown>>();

  store<T>(name: string): Store<T> {
    const store = this.stores.get(name) ?? new Map<string, unknown>();
    this.stores.set(name, store);
    return store as Store<T>;
  }

  empty(): void {
    this.stores = new Map();
  }

  authority(options: { region: string; now: Date }): Promise<SigningAuthority> {
    return createSigningAuthority(options);
  }

  emulatorFolder(): undefined {
    return undefined;
  }

  release(): void {
    this.empty();
  }
}
