import type { Lane, Program, Row } from "./row";
import type { Stage } from "./stage";

export type Outcome =
  | { readonly is: "passed" }
  | { readonly is: "failed"; readonly why: string }
  | { readonly is: "not run"; readonly why: string };

export interface Result {
  readonly row: Row;
  readonly outcome: Outcome;
  readonly seconds: number;
}

export interface RunOptions {
  /** The local AWS of a lane. */
  readonly stageOf: (lane: Lane) => Promise<Stage>;
  readonly has: (program: Program) => boolean;
  readonly onResult: (result: Result, done: number, all: number) => void;
  readonly signal: AbortSignal;
}

/** How many rows of a lane run at once: what changes the whole of a local AWS goes one at a time. */
const AT_ONCE: Readonly<Record<Lane, 1 | 2>> = { shared: 2, terraform: 2, own: 1 };

/** Runs all rows, the lanes side by side. @returns the results in the rows' order */
export async function runRows(rows: readonly Row[], options: RunOptions): Promise<Result[]> {
  const results = new Map<string, Result>();
  const finish = (result: Result): void => {
    results.set(result.row.id, result);
    options.onResult(result, results.size, rows.length);
  };
  const lanes = [...new Set(rows.map(({ lane }) => lane))];
  await Promise.all(
    lanes.flatMap((lane) => {
      const waiting = rows.filter((row) => row.lane === lane);
      // One from the front and one from the back: neighbours often wait for the same thing.
      const next = [() => waiting.shift(), () => waiting.pop()];
      return next.slice(0, AT_ONCE[lane]).map(async (take) => {
        for (let row = take(); row; row = take()) {
          options.signal.throwIfAborted();
          finish(await runRow(row, options));
        }
      });
    }),
  );
  return rows.map(({ id }) => results.get(id)!);
}

async function runRow(row: Row, { stageOf, has }: RunOptions): Promise<Result> {
  if (row.needs && !has(row.needs)) {
    return { row, outcome: { is: "not run", why: `needs ${row.needs}` }, seconds: 0 };
  }
  const stage = await stageOf(row.lane);
  const start = Date.now();
  const outcome = await row.show(stage).then(
    (): Outcome => ({ is: "passed" }),
    (error: unknown): Outcome => ({
      is: "failed",
      why: error instanceof Error ? error.message : String(error),
    }),
  );
  return { row, outcome, seconds: (Date.now() - start) / 1000 };
}

/** `N passed, N failed`, and what was not run where anything wasn't. */
export function lastLine(results: readonly Result[]): string {
  const count = (is: Outcome["is"]) => results.filter(({ outcome }) => outcome.is === is).length;
  const notRun = count("not run");
  return `${notRun > 0 ? `${notRun} not run: see above.\n` : ""}${count("passed")} passed, ${count("failed")} failed`;
}

export const allPassed = (results: readonly Result[]): boolean =>
  results.some(({ outcome }) => outcome.is === "passed") &&
  results.every(({ outcome }) => outcome.is !== "failed");
