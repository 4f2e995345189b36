import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether a process with this id lives, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a process started, in the system's own terms: with it, a process is told from a later one that got the same id.
 * @returns `undefined` when no such process lives.
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // Clock ticks since boot, the 22nd field; the second one, a name in brackets, may have spaces of its own.
      return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ")[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
