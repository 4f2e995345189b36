import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { installProvider } from "./provider-install";
import {
  findProviderMirror,
  MIRROR_VARIABLE,
  type MirrorSearch,
  type MirrorSearchOptions,
  readProviderMirror,
} from "./provider-mirror";
import { type ProviderRange, TESTED_PROVIDERS } from "./provider-range";
import { providerRegistryAnswers, REGISTRY_DISCOVERY } from "./provider-registry";
import { type Workspace } from "./workspace";

export interface TerraformEnvironmentOptions extends MirrorSearchOptions {
  /** @default the public registry's discovery document */
  readonly registry?: string;
  /** Whether the output goes to a terminal that shows colours. @default whether stdout is one */
  readonly terminal?: boolean;
  /** Told before the provider is downloaded or unpacked, which takes its time. */
  readonly onProgress?: (message: string) => void;
  /** Stops the search and the download; nothing half-installed is left. */
  readonly signal?: AbortSignal;
}

/** Neither a mirror nor the registry can give Terraform the AWS provider. */
export class ProviderUnavailableError extends Error {
  constructor(range: ProviderRange, { lookedAt, unfit }: MirrorSearch, registry: string) {
    super(
      [
        `Terraform can't get its AWS provider (hashicorp/aws ${range.constraint}).`,
        `No filesystem mirror with it was found in:`,
        ...lookedAt.map((place) => `  ${place}`),
        ...unfit.map((mirror) => `though with another version in ${mirror}`),
        `and the registry did not answer at ${registry}.`,
        `Connect this machine to the registry, or run \`terraform providers mirror <folder>\` on one that is connected, ` +
          `copy the folder here and set ${MIRROR_VARIABLE}=<folder>.`,
      ].join("\n"),
    );
    this.name = "ProviderUnavailableError";
  }
}

/**
 * What to add to the environment of terraform and cdktf so that they find the AWS provider, ask nobody for newer
 * versions and, away from a terminal, write plain text.
 *
 * TF_CLI_CONFIG_FILE names a file generated in the workspace: the user's own settings, and a filesystem mirror for
 * the provider. A mirror found on the machine wins over the network, as it does in Terraform. Without one, or with
 * one that Terraform would have to unpack for each root module, the provider is installed into the workspace once,
 * which then serves as the mirror. Where the user's settings say how providers are installed
 * (`provider_installation`), they stand as they are and nothing is generated.
 *
 * @throws ProviderUnavailableError with neither mirror nor registry
 * @throws Error when SIGNED_LAMBDA_PROVIDER_MIRROR names no mirror, or contradicts the user's settings
 */
export async function terraformEnvironment(
  workspace: Workspace,
  options: TerraformEnvironmentOptions = {},
): Promise<NodeJS.ProcessEnv> {
  const environment = options.environment ?? process.env;
  const common: NodeJS.ProcessEnv = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
  if (!(options.terminal ?? process.stdout.isTTY) && !environment.TF_CLI_ARGS) {
    common.TF_CLI_ARGS = "-no-color";
  }

  // What this function wrote earlier is no wish of the user's: the environment may be one that it made.
  const userSettings = (await readUserSettings(environment)).split(GENERATED)[0] ?? "";
  if (/^\s*provider_installation\s*\{/m.test(userSettings)) {
    if (environment[MIRROR_VARIABLE]) {
      throw new Error(
        `${MIRROR_VARIABLE} is set, and Terraform's CLI configuration has a provider_installation block too. ` +
          `Terraform takes one of them: unset the variable, or remove the block.`,
      );
    }
    return common;
  }

  const range = options.range ?? TESTED_PROVIDERS;
  const search = await findProviderMirror(options);
  const { mirror } = search;
  const useMirror = async (path: string) => {
    // For each range its own: a plan for AWS must not take the provider away from a kept local AWS.
    const file = join(workspace.terraform, `cli-config-${range.name}.tfrc`);
    await writePrivately(file, userSettings + installationFrom(path));
    // cdktf would otherwise make a plugin cache in the user's home. A mirror needs none: Terraform links to it.
    return { ...common, TF_CLI_CONFIG_FILE: file, CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1" };
  };
  if (mirror && !mirror.packed) {
    return useMirror(mirror.path);
  }
  const installed = join(workspace.terraform, "providers", mirror?.version ?? `from-registry-${range.name}`);
  if (await readProviderMirror(installed, range, options.platform)) {
    return useMirror(installed);
  }
  const registry = options.registry ?? REGISTRY_DISCOVERY;
  if (!mirror && !(await providerRegistryAnswers(environment, registry, options.signal))) {
    throw new ProviderUnavailableError(range, search, registry);
  }
  options.onProgress?.(
    `Installing Terraform's AWS provider from ${mirror?.path ?? "the registry (about 150 MB)"}, once`,
  );
  await installProvider(
    installed,
    range,
    userSettings + (mirror ? installationFrom(mirror.path) : FROM_REGISTRY),
    { ...environment, ...common },
    options.signal,
  );
  return useMirror(installed);
}

/** What stands before it in a generated file is the user's. */
const GENERATED = "# From here on generated by signed-lambda; made anew at every start.";

/** Otherwise Terraform would never ask the registry where one of its own mirrors has any version at all. */
const FROM_REGISTRY = `
${GENERATED}
provider_installation {
  direct {}
}
`;

/** Only hashicorp/aws comes from the mirror: the project needs no other, and a user's own stacks may. */
function installationFrom(mirror: string): string {
  const provider = JSON.stringify("registry.terraform.io/hashicorp/aws");
  return `
${GENERATED}
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = [${provider}]
  }
  direct {
    exclude = [${provider}]
  }
}
`;
}

/**
 * The text of the settings that Terraform would read: the file that TF_CLI_CONFIG_FILE names and nothing else, or
 * the user's file and the *.tfrc files of the settings folder. Like Terraform, a named file that is missing counts
 * as empty. `credentials.tfrc.json` (terraform login) is not among them: Terraform reads it in any case.
 */
async function readUserSettings(environment: NodeJS.ProcessEnv): Promise<string> {
  if (environment.TF_CLI_CONFIG_FILE) {
    return readIfThere(environment.TF_CLI_CONFIG_FILE);
  }
  const home = environment.HOME ?? homedir();
  const appData = environment.APPDATA ?? join(home, "AppData", "Roaming");
  const [file, folder] =
    process.platform === "win32"
      ? [join(appData, "terraform.rc"), join(appData, "terraform.d")]
      : [join(home, ".terraformrc"), join(home, ".terraform.d")];
  const inFolder = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".tfrc")).sort();
  const texts = await Promise.all([file, ...inFolder.map((name) => join(folder, name))].map(readIfThere));
  return texts.join("\n");
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw new Error(`Terraform's CLI configuration ${file} can't be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** For the owner alone, as it may repeat the user's API tokens; renamed into place, as others may be reading it. */
async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, file);
}
