import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, runCommand, type RunCommandOptions } from "./run-command";

export interface CdktfOptions {
  /** The project's folder, with its cdktf.json. @default the current directory */
  readonly directory?: string;
  /** The whole environment: the process's own with what `terraformEnvironment` adds, and credentials. */
  readonly environment: NodeJS.ProcessEnv;
  /** The folder to synthesize into, relative to the project's. @default cdktf.out */
  readonly output?: string;
  /**
   * Stops what runs. cdktf itself does not wait for Terraform: it closes Terraform's terminal and leaves. What has to
   * survive a Ctrl-C is better synthesized here and applied by `Terraform` in `<output>/stacks/<stack>`.
   */
  readonly signal?: AbortSignal;
  readonly onLine?: RunCommandOptions["onLine"];
  /** Limit of each command, in milliseconds. @default 30 minutes */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30 * 60_000;

/** Outputs by stack, then by name, sensitive ones left out. */
export type CdktfOutputs = Record<string, Record<string, unknown>>;

/**
 * The project's own cdktf command line, never asking for input.
 *
 * Every method throws CommandFailedError when cdktf fails, takes too long or is stopped.
 */
export class Cdktf {
  private readonly directory: string;
  private readonly output: string;

  constructor(private readonly options: CdktfOptions) {
    this.directory = options.directory ?? process.cwd();
    this.output = options.output ?? "cdktf.out";
  }

  /** @throws Error when the app ends without an error and without writing anything */
  async synth(): Promise<void> {
    const before = await this.timeOfManifest();
    await this.run(["synth"]);
    // cdktf reports success, from what an earlier run left, when the app does nothing at all.
    if ((await this.timeOfManifest()) === before) {
      throw new Error(
        `Expected the app to write ${join(this.output, "manifest.json")}, and it did not. ` +
          `Does the "app" in cdktf.json end with app.synth()?`,
      );
    }
  }

  /** @returns whether there is anything to apply; cdktf plans one stack a call */
  async plan(stack: string): Promise<{ hasChanges: boolean; text: string }> {
    const { stdout } = await this.run(["plan", stack, ...DEPLOYING]);
    return { hasChanges: !/No changes\. Your infrastructure matches/.test(stdout), text: stdout };
  }

  /** @param stacks names or globs, such as `*` */
  async apply(stacks: readonly string[]): Promise<CdktfOutputs> {
    const folder = await mkdtemp(join(tmpdir(), "cdktf-outputs-"));
    const file = join(folder, "outputs.json");
    try {
      await this.run(["apply", ...stacks, ...DEPLOYING, "--auto-approve", "--outputs-file", file]);
      return JSON.parse(await readFile(file, "utf8")) as CdktfOutputs;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async destroy(stacks: readonly string[]): Promise<void> {
    await this.run(["destroy", ...stacks, ...DEPLOYING, "--auto-approve"]);
  }

  private run(args: string[]): Promise<CommandResult> {
    const cli = join(this.directory, "node_modules", ".bin", "cdktf");
    return runCommand(cli, [...args, "--output", this.output], {
      cwd: this.directory,
      // CI: lines instead of a display that redraws itself.
      env: { ...this.options.environment, CHECKPOINT_DISABLE: "1", CI: "true", FORCE_COLOR: "0" },
      timeoutMs: this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: this.options.signal,
      onLine: this.options.onLine,
    });
  }

  private async timeOfManifest(): Promise<number | undefined> {
    const manifest = join(this.directory, this.output, "manifest.json");
    return (await stat(manifest).catch(() => undefined))?.mtimeMs;
  }
}

/** `terraform providers lock`, which cdktf adds otherwise, asks the registry even where a mirror has everything. */
const DEPLOYING = ["--no-color", "--skip-provider-lock"];
