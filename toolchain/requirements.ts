import { findPython, type Python } from "./python";
import { findTerraform } from "./terraform-version";
import { compareVersions, formatVersion, parseVersion, type Version } from "./version";

/**
 * The S3 backend's `use_lockfile` came with 1.10. Everything else that the project writes is older: `check` blocks
 * are from 1.5, `terraform_data` from 1.4.
 */
export const LEAST_TERRAFORM: Version = [1, 10, 0];
/** The emulators of the local AWS support no older one. */
export const LEAST_PYTHON: Version = [3, 10, 0];
/** The `engines` of package.json. */
export const LEAST_NODE: Version = [20, 9, 0];

/** What was found on this machine. */
export interface InstalledTools {
  readonly terraform: { readonly version: string };
  readonly python: Python;
  readonly node: { readonly version: string };
}

/** Tools are missing or too old; the message names all of them and how to get each. */
export class MissingRequirementsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(["This machine lacks what the project needs:", ...problems].join("\n\n"));
    this.name = "MissingRequirementsError";
  }
}

/**
 * Looks for Terraform, Python with working venv and ensurepip, and Node.
 *
 * @param environment its PATH is searched
 * @throws MissingRequirementsError one error for all that is missing or too old
 * @throws Error on Windows
 */
export async function checkRequirements(
  environment: NodeJS.ProcessEnv = process.env,
  nodeVersion: string = process.versions.node,
  os: NodeJS.Platform = process.platform,
): Promise<InstalledTools> {
  refuseWindows(os);
  const [terraform, python] = await Promise.all([
    findTerraform(environment),
    findPython(environment, LEAST_PYTHON),
  ]);
  const problems: string[] = [];

  if ("problem" in terraform || isOlder(terraform.version, LEAST_TERRAFORM)) {
    problems.push(
      describeProblem(
        `Terraform ${formatVersion(LEAST_TERRAFORM)} or later`,
        "problem" in terraform ? terraform.problem : `found ${terraform.version}`,
        GET_TERRAFORM,
      ),
    );
  }
  if ("problem" in python) {
    problems.push(describePythonProblem(python.problem));
  }
  if (isOlder(nodeVersion, LEAST_NODE)) {
    problems.push(
      describeProblem(`Node ${formatVersion(LEAST_NODE)} or later`, `found ${nodeVersion}`, GET_NODE),
    );
  }

  if ("problem" in terraform || "problem" in python || problems.length > 0) {
    throw new MissingRequirementsError(problems);
  }
  return {
    terraform: { version: terraform.version },
    python,
    node: { version: nodeVersion },
  };
}

/**
 * Looks for Python alone.
 *
 * @returns the absolute path of the interpreter
 * @throws MissingRequirementsError
 * @throws Error on Windows
 */
export async function requirePython(
  environment: NodeJS.ProcessEnv = process.env,
  os: NodeJS.Platform = process.platform,
): Promise<string> {
  refuseWindows(os);
  const python = await findPython(environment, LEAST_PYTHON);
  if ("problem" in python) throw new MissingRequirementsError([describePythonProblem(python.problem)]);
  return python.command;
}

function refuseWindows(os: NodeJS.Platform): void {
  if (os === "win32") {
    throw new Error("Expected Linux, macOS or WSL, got Windows: the local AWS runs on none but those.");
  }
}

/** Pre-releases and builds (`1.12.0-beta1`, `3.13.0rc1`) count as the release they lead to. */
function isOlder(found: string, least: Version): boolean {
  const version = parseVersion(/^\d+\.\d+\.\d+/.exec(found)?.[0] ?? "");
  return version === undefined || compareVersions(version, least) < 0;
}

function describeProblem(needed: string, found: string, howToGet: readonly string[]): string {
  return [`- ${needed}: ${found}.`, ...howToGet.map((line) => `    ${line}`)].join("\n");
}

const describePythonProblem = (found: string): string =>
  describeProblem(`Python ${LEAST_PYTHON.slice(0, 2).join(".")} or later, with venv`, found, GET_PYTHON);

const GET_TERRAFORM = [
  "Download: https://developer.hashicorp.com/terraform/install",
  "macOS: brew install hashicorp/tap/terraform",
  "Linux: apt-get or dnf install terraform, from HashiCorp's repository (see the download page)",
];
const GET_PYTHON = [
  "Download: https://www.python.org/downloads/",
  "macOS: brew install python",
  "Debian, Ubuntu: apt-get install python3 python3-venv · Fedora: dnf install python3",
];
const GET_NODE = [
  "Download: https://nodejs.org/en/download",
  "With a version manager: nvm install 22 · macOS: brew install node",
];
