import type { Meter } from "./measure";

/** What each part of the bench is given. */
export interface Bench {
  /** The project's folder. */
  readonly root: string;
  /** An empty folder to work in, removed at the end. */
  readonly directory: string;
  readonly meter: Meter;
  readonly signal: AbortSignal;
  /** Tells on stderr what is being measured. */
  readonly progress: (text: string) => void;
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** The same work done in the usual way, in the same run. */
  readonly peer?: string;
  /** How many times less, or faster, ours is. */
  readonly ratio?: number;
  /** What was promised. Without one, the row only informs. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

/** Runs of each contestant; the table shows medians. */
export const RUNS = 3;
