import { Failure } from "../failure";

/** What couldn't be found out, and why. */
export interface Unread {
  /** As IAM writes it, such as `lambda:GetFunctionCodeSigningConfig`. */
  readonly action: string;
  /** What it was about. */
  readonly about: string;
  readonly outcome: Failure["outcome"];
  readonly reason: string;
}

/** Something that was asked for: its value, or why there is none. */
export type Read<T> = { readonly value: T } | { readonly unread: Unread };

export const isRead = <T>(read: Read<T> | undefined): read is { readonly value: T } =>
  read !== undefined && "value" in read;

/** The value, or `undefined` when it couldn't be read. */
export const valueOf = <T>(read: Read<T> | undefined): T | undefined =>
  isRead(read) ? read.value : undefined;

export const unreadOf = (read: Read<unknown> | undefined): readonly Unread[] =>
  read && "unread" in read ? [read.unread] : [];

/** Tries to read; a failure is kept, an error of this program is thrown on. */
export async function reading<T>(
  asked: { readonly action: string; readonly about: string },
  read: () => Promise<T>,
): Promise<Read<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { unread: { ...asked, outcome: error.outcome, reason: error.message } };
  }
}
