import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A local AWS that runs in another process, as its own run file tells. */
export interface RunningLocalAws {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly pid: number;
}

const HEALTH_MILLISECONDS = 2_000;

/** The file that a running local AWS leaves its address in. */
export function runFile(workspace: string): string {
  return join(workspace, "run", "local-aws.json");
}

/**
 * Finds the local AWS of a workspace, and asks it whether it is well. Imports nothing heavy: the app asks at synth.
 * @returns `undefined` when none runs, or when what answers at its address is another process.
 */
export async function runningLocalAws(workspace: string): Promise<RunningLocalAws | undefined> {
  try {
    const noted = JSON.parse(await readFile(runFile(workspace), "utf8")) as RunningLocalAws;
    return (await runningAt(noted.endpoint)) === noted.pid ? noted : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a local AWS answers at an endpoint, such as the one that `AWS_ENDPOINT_URL` names. */
export async function isLocalAws(endpoint: string): Promise<boolean> {
  return (await runningAt(endpoint)) !== undefined;
}

/** Process id of the local AWS that answers at an endpoint. */
async function runningAt(endpoint: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${endpoint}/_local/health`, {
      signal: AbortSignal.timeout(HEALTH_MILLISECONDS),
    });
    const { status, pid } = (await response.json()) as { status: string; pid: number };
    return status === "running" ? pid : undefined;
  } catch {
    return undefined;
  }
}
