import { rm } from "node:fs/promises";
import { join } from "node:path";
import { LOCAL_STACKS } from "../local-aws/local-state";
import {
  Cdktf,
  Terraform,
  type TerraformListeners,
  type TerraformReport,
  type Workspace,
} from "../toolchain";

export interface StacksOptions {
  readonly workspace: Workspace;
  /** Folder of the synthesized stacks. */
  readonly output: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onResource: TerraformListeners["onResource"];
}

/**
 * The local environment's stacks: synthesized by cdktf, run by terraform in the folders that cdktf wrote. Terraform is
 * called directly because it then finishes its state when it is interrupted, and says in JSON what it did.
 */
export class Stacks {
  constructor(private readonly options: StacksOptions) {}

  /** Terraform remembers the state file of an earlier run, and would ask what to do about another one. */
  async forgetEarlierRuns(): Promise<void> {
    for (const stack of LOCAL_STACKS)
      await rm(join(this.directoryOf(stack), ".terraform"), { recursive: true, force: true });
  }

  /** @param variables of the app, besides the environment's */
  async synth(variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const { workspace, output, environment, signal } = this.options;
    await new Cdktf({
      directory: workspace.root,
      output,
      environment: { ...environment, ...variables },
      signal,
      timeoutMs: 5 * 60_000,
    }).synth();
  }

  async apply(onProgress: (text: string) => void): Promise<TerraformReport[]> {
    const reports: TerraformReport[] = [];
    for (const stack of LOCAL_STACKS) {
      onProgress(`${stack}: terraform init`);
      await this.terraform(stack, onProgress).init();
      reports.push(await this.terraform(stack, onProgress).apply());
    }
    return reports;
  }

  /** @returns `no changes`, the right answer after an apply, or what would change, over all stacks */
  async planText(onProgress: (text: string) => void): Promise<string> {
    const changes: string[] = [];
    for (const stack of LOCAL_STACKS) {
      const plan = await this.terraform(stack, onProgress).plan();
      changes.push(...plan.plannedChanges.map(({ action, address }) => `${action} ${address}`));
      if (plan.hasChanges && plan.plannedChanges.length === 0) changes.push(`outputs of ${stack}`);
    }
    return changes.join(", ") || "no changes";
  }

  async destroy(onProgress: (text: string) => void): Promise<void> {
    for (const stack of [...LOCAL_STACKS].reverse()) await this.terraform(stack, onProgress).destroy();
  }

  async outputs(): Promise<Record<string, unknown>> {
    const all = await Promise.all(LOCAL_STACKS.map((stack) => this.terraform(stack).output()));
    return Object.assign({}, ...all) as Record<string, unknown>;
  }

  private directoryOf(stack: string): string {
    return join(this.options.workspace.root, this.options.output, "stacks", stack);
  }

  private terraform(stack: string, onProgress?: (text: string) => void): Terraform {
    const { environment, signal, onResource } = this.options;
    return new Terraform({
      directory: this.directoryOf(stack),
      environment,
      signal,
      onResource,
      onProgress: (text) => onProgress?.(`${stack}: ${text}`),
    });
  }
}
