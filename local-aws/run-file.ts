import { runFile, type RunningLocalAws } from "./address";
import { claimFile, holderOf } from "./claim";

/** The one local AWS of a workspace: holds its run file from before the start to after the stop. */
export interface WorkspaceClaim {
  /** Notes the address, for other processes to find. */
  publish(running: RunningLocalAws): void;
  release(): void;
}

/**
 * Claims the workspace for this process.
 * @throws Error that names the process that has it.
 */
export function claimWorkspace(workspace: string): WorkspaceClaim {
  return claimFile(
    runFile(workspace),
    (pid) =>
      `A local AWS runs in "${workspace}" already (process ${pid}): stop it with \`npm run local-aws -- --stop\`.`,
  );
}

/** The process that holds a workspace, if it lives. */
export function holderOfWorkspace(workspace: string): number | undefined {
  return holderOf(runFile(workspace));
}
