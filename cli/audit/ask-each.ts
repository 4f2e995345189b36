import { Failure } from "../failure";
import type { NotRead } from "./report";

/** So many calls of one kind may fail in a row, each after waiting and trying again, before no more are made. */
const PATIENCE = 16;

export interface Question {
  /** As IAM writes it, such as `signer:DescribeSigningJob`. */
  readonly action: string;
  /** What it is about, such as `the signing job '…'`. */
  readonly about: string;
  readonly region: string | undefined;
}

/** Asks for one thing after another, and keeps what couldn't be read. */
export class AskEach {
  private readonly missed = new Map<string, NotRead>();
  private readonly failedInARow = new Map<string, number>();

  /** @returns `undefined` when it couldn't be read; an error of this program is thrown on */
  async read<T>(question: Question, read: () => Promise<T>): Promise<T | undefined> {
    const failed = this.failedInARow.get(kindOf(question)) ?? 0;
    if (failed >= PATIENCE) {
      this.miss(question, `Not asked: AWS answered none of ${failed} such calls in a row. Try again later.`);
      return undefined;
    }
    try {
      const value = await read();
      this.failedInARow.delete(kindOf(question));
      return value;
    } catch (error) {
      this.failed(question, error);
      return undefined;
    }
  }

  /** Takes a failure as something that isn't known. */
  failed(question: Question, error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    // A refusal may be of this one thing only; too many requests, and no connection, meet all alike. What has no cause is
    // no failure of a call, but an answer that tells too little.
    if (error.outcome === "incomplete" && error.cause !== undefined) {
      const kind = kindOf(question);
      this.failedInARow.set(kind, (this.failedInARow.get(kind) ?? 0) + 1);
    }
    this.miss(question, error.message);
  }

  /** The same in every run, in whatever order the answers came. */
  get notRead(): NotRead[] {
    return [...this.missed.values()].sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
  }

  private miss({ action, about }: Question, why: string): void {
    const what = `${action} on ${about}`;
    this.missed.set(what, { what, why });
  }
}

const kindOf = ({ action, region }: Question): string => `${action} ${region}`;
