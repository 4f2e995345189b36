import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";

/** Process ids of everything that a process has started, and that those have. */
export function descendantsOf(pid: number): number[] {
  const rows = process.platform === "linux" ? fromProc() : fromPs();
  const found: number[] = [];
  for (let next = [pid]; next.length > 0;) {
    next = rows.filter(([, parent]) => next.includes(parent)).map(([child]) => child);
    found.push(...next);
  }
  return found;
}

type ProcessAndParent = [pid: number, parent: number];

/** Minimal images of Linux have no `ps`. */
function fromProc(): ProcessAndParent[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): ProcessAndParent[] => {
      try {
        // The second field is a name in brackets, which may have spaces and brackets of its own.
        const afterName = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\)/s, "");
        return [[Number(name), Number(afterName.trim().split(" ")[1])]];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

/** The words that a process was started with, in one line. */
export function commandLineOf(pid: number): string {
  return process.platform === "linux"
    ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
}

function fromPs(): ProcessAndParent[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as ProcessAndParent);
}

/** Whether anything listens on a loopback port. */
export async function isOpen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Waits until a condition holds, and tells whether it did in time. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline;) {
    if (await condition()) {
      return true;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return condition();
}
