import { Failure } from "../failure";
import type { AuditState, Page } from "./state-file";

export interface Listing<T> {
  /** Names its pages among what was read. */
  readonly name: string;
  readonly page: (token: string | undefined) => Promise<Page<T>>;
  /** Whether no more pages are worth a call. @default never */
  readonly isEnough?: (pages: readonly Page<T>[]) => boolean;
  readonly onItems?: (count: number) => void;
}

/**
 * All items of a listing, going on after the pages that were read earlier.
 * @throws Failure when a page can't be read
 */
export async function readListing<T>(state: AuditState, listing: Listing<T>): Promise<T[]> {
  const { name, page, isEnough, onItems } = listing;
  const pages = (): readonly Page<T>[] => state.pages<T>(name);
  // A token of an earlier process may have run out.
  let mayBeStale = pages().length > 0;
  pages().forEach(({ items }) => onItems?.(items.length));
  for (;;) {
    const last = pages().at(-1);
    if ((last && last.next === null) || isEnough?.(pages())) break;
    try {
      const read = await page(last?.next ?? undefined);
      state.addPage(name, read);
      onItems?.(read.items.length);
    } catch (error) {
      if (!mayBeStale || !(error instanceof Failure) || error.outcome !== "usage") throw error;
      state.restart(name);
    }
    mayBeStale = false;
  }
  return pages().flatMap(({ items }) => items);
}
