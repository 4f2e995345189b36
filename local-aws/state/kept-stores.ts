import type { Store } from "../store";
import type { State } from "./state";

/**
 * Stores in a state for each that `inMemory` has, such as all of Signer's: what it comes to have is kept without a
 * line here.
 * @param owner whose they are: a prefix of their names.
 */
export function keptStores<Stores extends object>(inMemory: Stores, owner: string, state: State): Stores {
  const stores: Record<string, Store<unknown>> = {};
  for (const name of Object.keys(inMemory)) {
    stores[name] = state.store(`${owner}-${name}`);
  }
  return stores as Stores;
}
