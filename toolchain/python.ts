import { runCommand } from "./run-command";
import { toolProblem, type ToolProblem } from "./tool-problem";
import { compareVersions, formatVersion, type Version } from "./version";

export interface Python {
  readonly version: string;
  /** The absolute path of the interpreter, behind whatever shim was found on PATH. */
  readonly command: string;
}

/** The system's own python3 may be old while a newer one stands beside it under its full name. */
const COMMANDS = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];
const TIMEOUT_MS = 20_000;

/** Debian ships `venv` without `ensurepip`, which fills a new environment with pip: importing venv proves nothing. */
const PROBE = `
import json, sys
problem = None
try:
    import venv, ensurepip
    ensurepip.version()
except Exception as error:
    problem = "%s: %s" % (type(error).__name__, error)
print(json.dumps({"version": list(sys.version_info[:3]), "executable": sys.executable, "problem": problem}))
`;

/** The first Python on PATH that is new enough and can make virtual environments, or why there is none. */
export async function findPython(
  environment: NodeJS.ProcessEnv,
  least: Version,
): Promise<Python | ToolProblem> {
  const unfit: string[] = [];
  for (const command of COMMANDS) {
    const found = await probe(command, environment, least);
    if (!("problem" in found)) {
      return found;
    }
    if (found.exists) {
      unfit.push(found.problem);
    }
  }
  return unfit.length > 0
    ? { problem: unfit.join("; "), exists: true }
    : { problem: "not found on PATH", exists: false };
}

async function probe(
  command: string,
  environment: NodeJS.ProcessEnv,
  least: Version,
): Promise<Python | ToolProblem> {
  try {
    // Isolated (-I): PYTHONPATH and the user's own packages must not decide what this Python can do.
    const { stdout } = await runCommand(command, ["-I", "-c", PROBE], {
      env: environment,
      timeoutMs: TIMEOUT_MS,
    });
    const answer = JSON.parse(stdout) as { version: Version; executable: string; problem: string | null };
    const version = formatVersion(answer.version);
    if (compareVersions(answer.version, least) < 0) {
      return { problem: `found ${version} as ${command}`, exists: true };
    }
    if (answer.problem !== null) {
      return {
        problem: `found ${version} as ${command}, but without working venv (${answer.problem})`,
        exists: true,
      };
    }
    return { version, command: answer.executable };
  } catch (error) {
    return toolProblem(command, error);
  }
}
