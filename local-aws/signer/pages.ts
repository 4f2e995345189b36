import { DEFAULT_PAGE_SIZE, INVALID_NEXT_TOKEN } from "../unconfirmed";
import { SignerError } from "./errors";

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * Cuts a page out of a list that only ever grows at its end. The token names the last item that was shown, not an
 * offset, so nothing is shown twice or left out when the list grows between two calls.
 * @throws SignerError ValidationException when the token is not of this list.
 */
export function pageOf<T>(
  items: readonly T[],
  key: (item: T) => string,
  { maxResults = DEFAULT_PAGE_SIZE, nextToken }: { maxResults?: number; nextToken?: string },
): Page<T> {
  let start = 0;
  if (nextToken !== undefined) {
    const last = Buffer.from(nextToken, "base64url").toString();
    start = items.findIndex((item) => key(item) === last) + 1;
    if (start === 0) {
      throw new SignerError("ValidationException", INVALID_NEXT_TOKEN);
    }
  }
  const page = items.slice(start, start + maxResults);
  const last = page.at(-1);
  const isLast = start + maxResults >= items.length || last === undefined;
  return { items: page, ...(isLast ? {} : { nextToken: Buffer.from(key(last)).toString("base64url") }) };
}
