import { runCommand } from "./run-command";
import { toolProblem, type ToolProblem } from "./tool-problem";

const TIMEOUT_MS = 20_000;

/** The version of the terraform on PATH, or why there is none that runs. */
export async function findTerraform(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly version: string } | ToolProblem> {
  try {
    const { stdout } = await runCommand("terraform", ["version", "-json"], {
      // Without it Terraform asks its maker for a newer version, and waits for the answer.
      env: { ...environment, CHECKPOINT_DISABLE: "1" },
      timeoutMs: TIMEOUT_MS,
    });
    const version = parseTerraformVersion(stdout);
    return version
      ? { version }
      : { problem: "found terraform, but `terraform version -json` names no version", exists: true };
  } catch (error) {
    return toolProblem("terraform", error);
  }
}

/**
 * The version in the output of `terraform version -json`. Warnings may stand before the JSON, in a box: about a
 * CLI configuration file that does not exist, for one. Terraform before 0.13 answers in words.
 */
export function parseTerraformVersion(output: string): string | undefined {
  const start = output.search(/^\{/m);
  if (start >= 0) {
    try {
      const answer = JSON.parse(output.slice(start, output.lastIndexOf("}") + 1)) as {
        terraform_version?: unknown;
      };
      return typeof answer.terraform_version === "string" ? answer.terraform_version : undefined;
    } catch {
      return undefined;
    }
  }
  return /^Terraform v(\S+)/m.exec(output)?.[1];
}
