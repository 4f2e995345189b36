import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runningLocalAws } from "../../local-aws";
import { isAlive } from "../../local-aws/processes";
import { WORKSPACE } from "./boto3-client";
import { descendantsOf, eventually } from "./descendants";

/** `npm run local-aws` as a process. */
export interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: { stdout: string; stderr: string };
  /** Settles with the exit code. */
  readonly exited: Promise<number | null>;
}

/** A workspace that has the emulators installed already. */
export function makeWorkspace(): string {
  const workspace = mkdtempSync(join(tmpdir(), "local-aws-"));
  symlinkSync(resolve(WORKSPACE, "python"), join(workspace, "python"));
  return workspace;
}

export function run(workspace: string, ...args: string[]): Run {
  const child = spawn(process.execPath, ["run.mjs", "local-aws/main.ts", "--workspace", workspace, ...args]);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output, exited: once(child, "close").then(([code]) => code as number | null) };
}

/** Waits until it runs, and says where. */
export async function started(one: Run, workspace: string): Promise<{ endpoint: string; pid: number }> {
  if (!(await eventually(() => one.output.stderr.includes("runs at"), 60_000))) {
    throw new Error(`It did not start: ${one.output.stderr}`);
  }
  return (await runningLocalAws(workspace))!;
}

/** Processes of local AWSs that were ended; those of one that was killed may save for a moment longer. */
const ended: number[] = [];

export async function end({ child, exited }: Run, signal: NodeJS.Signals): Promise<void> {
  ended.push(...descendantsOf(child.pid!));
  child.kill(signal);
  await exited;
}

/** Removes a workspace, once nobody writes in it any more. */
export async function removeWorkspace(workspace: string): Promise<void> {
  await eventually(() => !ended.some(isAlive), 15_000);
  rmSync(workspace, { recursive: true, force: true });
}
