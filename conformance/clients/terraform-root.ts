import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  runCommand,
  Terraform,
  TerraformError,
  type TerraformPlan,
  type TerraformReport,
} from "../../toolchain";
import type { Stage } from "../stage";
import { type Recorded, Recorder } from "./recorder";

const TIME_LIMIT = 3 * 60_000;

/** A root module that talks to a local AWS through a recorder. */
export interface Root {
  /** Replaces the configuration, and its variables. */
  write(configuration: string): Promise<void>;
  apply(): Promise<TerraformReport>;
  plan(): Promise<TerraformPlan>;
  destroy(): Promise<TerraformReport>;
  /** Addresses in the state. */
  state(): Promise<string[]>;
  /** Any other command, such as `providers schema -json`. @returns what it printed */
  run(...args: string[]): Promise<string>;
  /** What was asked of the local AWS since the last time. */
  take(): Recorded[];
}

const PROVIDER = (accountId: string): string => `
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  allowed_account_ids         = ["${accountId}"]
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}
`;

/** Does something with a root module, initialized, in a folder of its own. */
export async function withRoot(
  stage: Stage,
  configuration: string,
  use: (root: Root) => Promise<void>,
): Promise<void> {
  const recorder = await Recorder.start(stage.endpoint);
  try {
    const directory = await stage.folder("root");
    const environment = { ...stage.environment, AWS_ENDPOINT_URL: recorder.endpoint };
    const { signal } = stage;
    const terraform = new Terraform({ directory, environment, signal, timeoutMs: TIME_LIMIT });
    const write = (text: string) => writeFile(join(directory, "main.tf"), PROVIDER(stage.accountId) + text);
    const run = async (...args: string[]) =>
      (
        await runCommand("terraform", args, {
          cwd: directory,
          env: environment,
          signal,
          timeoutMs: TIME_LIMIT,
        })
      ).stdout;
    await write(configuration);
    await terraform.init();
    await use({
      write,
      run,
      apply: () => terraform.apply(),
      plan: () => terraform.plan(),
      destroy: () => terraform.destroy(),
      state: async () => (await run("state", "list")).split("\n").filter(Boolean),
      take: () => recorder.take(),
    });
  } finally {
    await recorder.stop();
  }
}

/** The errors that a command of terraform ends in, as text. @throws Error when it succeeds */
export async function terraformError(command: Promise<unknown>): Promise<string> {
  try {
    await command;
  } catch (error) {
    if (error instanceof TerraformError) return error.message.replace(/\s+/g, " ");
    throw error;
  }
  throw new Error("Expected terraform to fail, and it succeeded");
}
