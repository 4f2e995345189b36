import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { runFile, type RunningLocalAws } from "./address";
import { startOf } from "./processes";

/** The process that holds a workspace; its run file holds this much while its local AWS starts. */
interface Holder {
  readonly pid: number;
  /** After a reboot, another process may have the id. */
  readonly startedAt: string | undefined;
}

/** The one local AWS of a workspace: holds its run file from before the start to after the stop. */
export interface Claim {
  /** Notes the address, for other processes to find. */
  publish(running: RunningLocalAws): void;
  release(): void;
}

/**
 * Claims the workspace for this process. Of two that start at once, one gets it. The file of a process that was killed
 * is taken over.
 * @throws Error that names the process that has it.
 */
export function claimWorkspace(workspace: string): Claim {
  const file = runFile(workspace);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Written aside, then linked or renamed: nobody ever reads half a file.
  const own = `${file}.${process.pid}`;
  const self: Holder = { pid: process.pid, startedAt: startOf(process.pid) };
  const write = (content: Holder | (Holder & RunningLocalAws)): void =>
    writeFileSync(own, JSON.stringify(content, null, 2) + "\n", { mode: 0o600 });

  write(self);
  try {
    if (!tryLink(own, file)) {
      removeStale(file);
      if (!tryLink(own, file)) {
        throw new Error(
          `A local AWS runs in "${workspace}" already (process ${holderOf(file)?.pid ?? "unknown"}): stop it with \`npm run local-aws -- --stop\`.`,
        );
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  return {
    publish(running) {
      write({ ...running, ...self });
      renameSync(own, file);
    },
    release() {
      if (holderOf(file)?.pid === process.pid) {
        rmSync(file, { force: true });
      }
    },
  };
}

/** The process that holds a workspace, if it lives. */
export function holderOfWorkspace(workspace: string): number | undefined {
  const holder = holderOf(runFile(workspace));
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
  const holder = holderOf(file);
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
  const moved = holderOf(aside);
  if (moved?.pid !== holder?.pid || moved?.startedAt !== holder?.startedAt) {
    tryLink(aside, file);
  }
  rmSync(aside, { force: true });
}

function holderOf(file: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, "utf8")) as Holder;
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
