import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface SpawnedRehearsal {
  readonly child: ChildProcess;
  /** Settles with the exit code when it has ended and all that shares its output. */
  readonly ended: Promise<number | null>;
  /** What it has written so far, to stdout and stderr. */
  readonly output: () => string;
}

/** What `npm start` runs, without npm between, so that a signal reaches it. */
export function spawnRehearsal(environment: NodeJS.ProcessEnv, ...args: string[]): SpawnedRehearsal {
  const child = spawn(process.execPath, ["run.mjs", "rehearsal/main.ts", ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (output += text.toString()));
  }
  return { child, ended: once(child, "close").then(([code]) => code as number | null), output: () => output };
}
