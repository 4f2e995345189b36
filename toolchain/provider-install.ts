import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ProviderRange } from "./provider-range";
import { Terraform } from "./terraform";

/**
 * Lets Terraform install hashicorp/aws into `target`, in the unpacked form of a filesystem mirror.
 *
 * Terraform's own plugin cache won't do: two `terraform init` at once spoil it. Here the finished folder is renamed
 * into place, and whoever comes second keeps the first one's.
 *
 * @param cliConfig the text of the CLI configuration to install with
 * @throws CommandFailedError with Terraform's own words when it can't get the provider
 */
export async function installProvider(
  target: string,
  range: ProviderRange,
  cliConfig: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const directory = await mkdtemp(join(dirname(target), "install-"));
  try {
    const root = {
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: range.constraint } } },
    };
    await writeFile(join(directory, "main.tf.json"), JSON.stringify(root));
    const cliConfigFile = join(directory, "cli-config.tfrc");
    await writeFile(cliConfigFile, cliConfig, { mode: 0o600 });
    await new Terraform({
      directory,
      environment: { ...environment, TF_CLI_CONFIG_FILE: cliConfigFile },
      signal,
    }).init();
    await rename(join(directory, ".terraform", "providers"), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") {
        throw error;
      }
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
