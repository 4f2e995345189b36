import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Whether a process with this id lives, whoever owns it. One that has ended and that nobody has waited for is dead:
 * in a container whose first process waits for none, such a zombie stays until the container ends.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    return statusFields(pid)[0] === "Z";
  } catch {
    // It was buried between the two looks.
    return true;
  }
}

/** What Linux says of a process after its id and its name in brackets, which may have spaces and brackets of its own. */
function statusFields(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ");
}

/**
 * When a process started, in the system's own terms: with it, a process is told from a later one that got the same id.
 * @returns `undefined` when no such process lives.
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // Clock ticks since boot, the 22nd field of all.
      const fields = statusFields(pid);
      return fields[0] === "Z" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
