import { CommandFailedError } from "./command-failed-error";

/** Why a tool can't be used, as the end of the sentence "Terraform 1.10.0 or later: …". */
export interface ToolProblem {
  readonly problem: string;
  /** False when there is no such program at all. */
  readonly exists: boolean;
}

/** Version managers leave a shim that exists and fails until a version is chosen: that is not "not found". */
export function toolProblem(tool: string, error: unknown): ToolProblem {
  if (!(error instanceof CommandFailedError)) {
    return { problem: `found ${tool}, but its answer is not understood (${String(error)})`, exists: true };
  }
  if (error.reason === "not-started") {
    return { problem: "not found on PATH", exists: false };
  }
  const lastLine = (error.stderr.trim() || error.stdout.trim()).split("\n").at(-1)?.trim();
  return {
    problem: `found ${tool}, but it does not run (${lastLine || error.message.split("\n")[0]})`,
    exists: true,
  };
}
