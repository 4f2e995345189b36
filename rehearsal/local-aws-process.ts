import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runningLocalAws } from "../local-aws/address";
import type { Workspace } from "../toolchain";

export interface LocalAwsProcess {
  readonly endpoint: string;
  readonly region: string;
  /** PEM of the root that local signatures end at. */
  readonly rootCertificate: string;
  setClockForward(milliseconds: number): Promise<void>;
  /** Lets it go: from now on it outlives this process, until `npm run local-aws -- --stop`. */
  outlive(): Promise<void>;
  stop(): Promise<void>;
}

const START_LIMIT_IN_MILLISECONDS = 60_000;
const STOP_LIMIT_IN_MILLISECONDS = 20_000;

/**
 * Starts the local AWS as a process of its own, in a process group of its own: Ctrl-C reaches us first, and the
 * terraform that is under way can still write down what it did. It ends when we do, however we end, unless `outlive`
 * was called.
 */
export async function startLocalAwsProcess(
  workspace: Workspace,
  signal: AbortSignal,
): Promise<LocalAwsProcess> {
  mkdirSync(workspace.run, { recursive: true, mode: 0o700 });
  const logFile = join(workspace.run, "local-aws.log");
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(
    process.execPath,
    [
      ...["run.mjs", "local-aws/main.ts", "--port", "0", "--workspace", workspace.directory],
      "--until-stdin-closes",
    ],
    { cwd: workspace.root, detached: true, stdio: ["pipe", log, log] },
  );
  closeSync(log);

  const running = await waitUntilItRuns(child, workspace, signal).catch(async (error: unknown) => {
    await stop(child);
    const written = await readFile(logFile, "utf8");
    throw new Error(`The local AWS didn't start: ${(error as Error).message}\n${written.slice(-2000)}`);
  });
  const { endpoint, region } = running;
  const rootCertificate = await (await fetch(`${endpoint}/_local/root-certificate`)).text();

  return {
    endpoint,
    region,
    rootCertificate,
    async setClockForward(forwardMilliseconds) {
      const response = await fetch(`${endpoint}/_local/clock`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ forwardMilliseconds }),
      });
      if (!response.ok) throw new Error(`The clock was not set forward: ${await response.text()}`);
    },
    async outlive() {
      const response = await fetch(`${endpoint}/_local/keep`, { method: "POST" });
      if (!response.ok) throw new Error(`The local AWS was not let go: ${await response.text()}`);
      child.unref();
      child.stdin?.destroy();
    },
    stop: () => stop(child),
  };
}

async function waitUntilItRuns(child: ChildProcess, workspace: Workspace, signal: AbortSignal) {
  const deadline = Date.now() + START_LIMIT_IN_MILLISECONDS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    const running = await runningLocalAws(workspace.directory);
    if (running && running.pid === child.pid) return running;
    await sleep(100);
  }
  throw new Error(`it didn't answer within ${START_LIMIT_IN_MILLISECONDS / 1000} s`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_IN_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}
