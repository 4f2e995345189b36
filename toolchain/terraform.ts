import { CommandFailedError } from "./command-failed-error";
import { type CommandResult, runCommand, type RunCommandOptions } from "./run-command";
import {
  describeDiagnostic,
  type Diagnostic,
  type TerraformListeners,
  TerraformMessages,
  type TerraformReport,
} from "./terraform-messages";

export interface TerraformOptions extends TerraformListeners {
  /** The root module, such as `cdktf.out/stacks/<stack>`. */
  readonly directory: string;
  /** The whole environment: the process's own with what `terraformEnvironment` adds, and credentials. */
  readonly environment: NodeJS.ProcessEnv;
  /** Interrupts what runs; Terraform then writes its state and ends. */
  readonly signal?: AbortSignal;
  /** Limit of each command, in milliseconds. @default 30 minutes */
  readonly timeoutMs?: number;
}

export interface TerraformPlan extends TerraformReport {
  /** Whether an apply would do anything: change resources, or outputs alone. */
  readonly hasChanges: boolean;
}

/** Terraform reported errors. The message repeats each as Terraform words it, the provider's own text included. */
export class TerraformError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    command: string,
    /** What was planned and done until then. */
    readonly report: TerraformReport,
    cause: CommandFailedError,
  ) {
    const errors = report.diagnostics.filter(({ severity }) => severity === "error");
    super([`\`${command}\` failed:`, ...errors.map(describeDiagnostic)].join("\n\n"), { cause });
    this.name = "TerraformError";
    this.diagnostics = errors;
  }
}

const DEFAULT_TIMEOUT_MS = 30 * 60_000;

/**
 * The terraform on PATH, in one root module, never asking for input.
 *
 * Every method throws CommandFailedError when terraform does not run, takes too long or is interrupted; plan, apply
 * and destroy throw TerraformError when it reports errors.
 */
export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  /** @param backend false: leaves the backend alone, which is enough to validate and asks for no credentials */
  async init({ backend = true }: { backend?: boolean } = {}): Promise<void> {
    await this.run(["init", "-input=false", "-no-color", `-backend=${backend}`]);
  }

  /** Errors and warnings of the configuration; an invalid one is no exception. */
  async validate(): Promise<Diagnostic[]> {
    const { stdout } = await this.run(["validate", "-json"], { expectedCodes: [0, 1] });
    const answer = parseJson<{ diagnostics: Diagnostic[] }>("validate", stdout);
    return answer.diagnostics;
  }

  async plan(): Promise<TerraformPlan> {
    const args = ["plan", "-json", "-input=false", "-detailed-exitcode"];
    const { report, code } = await this.runWithReport(args, [0, 2]);
    return { ...report, hasChanges: code === 2 };
  }

  async apply(): Promise<TerraformReport> {
    return (await this.runWithReport(["apply", "-json", "-input=false", "-auto-approve"])).report;
  }

  async destroy(): Promise<TerraformReport> {
    return (await this.runWithReport(["destroy", "-json", "-input=false", "-auto-approve"])).report;
  }

  /** The values of the outputs by name, sensitive ones too. */
  async output(): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(["output", "-json"]);
    const outputs = parseJson<Record<string, { value: unknown }>>("output", stdout);
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  private async runWithReport(
    args: string[],
    expectedCodes: readonly number[] = [0],
  ): Promise<{ report: TerraformReport; code: number }> {
    const messages = new TerraformMessages(this.options);
    try {
      const { code } = await this.run(args, { expectedCodes, onLine: (line) => messages.read(line) });
      return { report: messages.report, code };
    } catch (error) {
      if (error instanceof CommandFailedError && error.reason === "exit") {
        const { report } = messages;
        // Without a diagnostic the last lines of output, in the first error, say more.
        if (report.diagnostics.some(({ severity }) => severity === "error")) {
          throw new TerraformError(error.command, report, error);
        }
      }
      throw error;
    }
  }

  private run(
    args: string[],
    options: Pick<RunCommandOptions, "expectedCodes" | "onLine"> = {},
  ): Promise<CommandResult> {
    const { directory, environment, signal, timeoutMs } = this.options;
    return runCommand("terraform", args, {
      cwd: directory,
      env: environment,
      timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal,
      ...options,
    });
  }
}

function parseJson<T>(verb: string, output: string): T {
  try {
    return JSON.parse(output) as T;
  } catch (error) {
    throw new Error(
      `Expected JSON from \`terraform ${verb} -json\`, got ${output.length} characters that are not.`,
      { cause: error },
    );
  }
}
