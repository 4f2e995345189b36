import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { startOf } from "./processes";

/** The process that holds something; the file that says so may hold more. */
interface Holder {
  readonly pid: number;
  /** After a reboot, another process may have the id. */
  readonly startedAt: string | undefined;
}

/** What one process holds alone, as long as its file is there. */
export interface Claim {
  /** Notes more in the file, for other processes to find. */
  publish(more: object): void;
  release(): void;
}

/**
 * Claims a file for this process. Of two that try at once, one gets it. The file of a process that was killed is taken
 * over.
 * @param taken what to say when a process that lives has it.
 * @throws Error with what `taken` says.
 */
export function claimFile(file: string, taken: (pid: number | "unknown") => string): Claim {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Written aside, then linked or renamed: nobody ever reads half a file.
  const own = `${file}.${process.pid}`;
  const self: Holder = { pid: process.pid, startedAt: startOf(process.pid) };
  const write = (content: Holder): void =>
    writeFileSync(own, JSON.stringify(content, null, 2) + "\n", { mode: 0o600 });

  write(self);
  try {
    if (!tryLink(own, file)) {
      removeStale(file);
      if (!tryLink(own, file)) {
        throw new Error(taken(noted(file)?.pid ?? "unknown"));
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  return {
    publish(more) {
      write({ ...more, ...self });
      renameSync(own, file);
    },
    release() {
      if (noted(file)?.pid === process.pid) {
        rmSync(file, { force: true });
      }
    },
  };
}

/** The process that holds a file, if it lives. */
export function holderOf(file: string): number | undefined {
  const holder = noted(file);
  return holder && holds(holder) ? holder.pid : undefined;
}

const holds = ({ pid, startedAt }: Holder): boolean => {
  const startOfProcess = startOf(pid);
  return startOfProcess !== undefined && startOfProcess === startedAt;
};

function tryLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function removeStale(file: string): void {
  const holder = noted(file);
  if (holder && holds(holder)) {
    return;
  }
  // Between the reading and now, another process may have taken the file over: only the stale one may go.
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = noted(aside);
  if (moved?.pid !== holder?.pid || moved?.startedAt !== holder?.startedAt) {
    tryLink(aside, file);
  }
  rmSync(aside, { force: true });
}

function noted(file: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, "utf8")) as Holder;
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
