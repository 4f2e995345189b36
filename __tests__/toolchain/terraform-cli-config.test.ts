import { execFileSync, spawnSync } from "node:child_process";
import { createWriteStream, lstatSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import {
  SUPPORTED_PROVIDERS,
  terraformEnvironment,
  type TerraformEnvironmentOptions,
  TESTED_PROVIDERS,
  workspace,
} from "../../toolchain";
import { terraformPlatform } from "../../toolchain/provider-mirror";
import { temporaryFolder, writeProgram } from "./temporary-folder";

const folder = temporaryFolder();
const PROVIDER = "registry.terraform.io/hashicorp/aws";
const PLATFORM = terraformPlatform();

/** Nothing listens there, and no name has to be looked up. */
const NO_REGISTRY = "http://127.0.0.1:1/.well-known/terraform.json";

let registry: Server | undefined;
afterEach(() => {
  registry?.close();
  registry = undefined;
});

async function startRegistry(status: number): Promise<string> {
  registry = createServer((_request, response) => response.writeHead(status).end("{}"));
  await new Promise<void>((resolve) => registry?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
}

function addUnpacked(mirror: string, version: string): void {
  folder.write(join(mirror, PROVIDER, version, PLATFORM, `terraform-provider-aws_v${version}_x5`), "made up");
}

async function addPacked(mirror: string, version: string): Promise<void> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("made up"), `terraform-provider-aws_v${version}_x5`, { mode: 0o100755 });
  zip.end();
  const file = folder.write(join(mirror, PROVIDER, `terraform-provider-aws_${version}_${PLATFORM}.zip`), "");
  await pipeline(zip.outputStream, createWriteStream(file));
}

/** The environment for either major, on a machine whose only install root is `root`, and whose home is `home`. */
function environmentOf(
  variables: NodeJS.ProcessEnv = {},
  options: TerraformEnvironmentOptions = {},
): Promise<NodeJS.ProcessEnv> {
  return terraformEnvironment(workspace({ SIGNED_LAMBDA_WORKSPACE: join(folder.path, "workspace") }), {
    environment: { PATH: process.env.PATH, HOME: join(folder.path, "home"), ...variables },
    range: SUPPORTED_PROVIDERS,
    implied: [],
    installRoots: [join(folder.path, "root")],
    registry: NO_REGISTRY,
    terminal: false,
    ...options,
  });
}

/** Runs the real `terraform init` on a root module that asks for the provider. */
function terraformInit(environment: NodeJS.ProcessEnv, name = "module"): { ok: boolean; output: string } {
  const root = {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: ">= 5.100.0, < 7.0.0" } } },
  };
  folder.write(join(name, "main.tf.json"), JSON.stringify(root));
  const { status, stdout, stderr } = spawnSync("terraform", ["init", "-input=false"], {
    cwd: join(folder.path, name),
    env: { PATH: process.env.PATH, HOME: join(folder.path, "home"), ...environment },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { ok: status === 0, output: stdout + stderr };
}

const installedProvider = (version: string, name = "module") =>
  join(folder.path, name, ".terraform/providers", PROVIDER, version, PLATFORM);

test("terraform init takes the provider from the mirror, by a link and not a copy", async () => {
  addUnpacked("root/plugins", "5.100.0");

  const { ok, output } = terraformInit(await environmentOf());

  expect(output).toContain("Installed hashicorp/aws v5.100.0");
  expect(ok).toBe(true);
  expect(readlinkSync(installedProvider("5.100.0"))).toBe(
    join(folder.path, "root/plugins", PROVIDER, "5.100.0", PLATFORM),
  );
});

test("terraform init writes no colours and no complaint when TF_CLI_CONFIG_FILE names a missing file", async () => {
  addUnpacked("root", "5.100.0");
  const missing = { TF_CLI_CONFIG_FILE: join(folder.path, "missing.tfrc") };

  const { ok, output } = terraformInit({ ...missing, ...(await environmentOf(missing)) });

  expect(ok).toBe(true);
  expect(output).not.toMatch(/CLI configuration|\u001b/);
});

test("a packed provider is unpacked once, however many root modules use it", async () => {
  await addPacked("root", "6.25.0");
  const messages: string[] = [];
  const onProgress = (message: string) => messages.push(message);

  const first = await environmentOf({}, { onProgress });
  const second = await environmentOf({}, { onProgress });

  expect(terraformInit(first, "one").output).toContain("Installed hashicorp/aws v6.25.0");
  expect(terraformInit(second, "two").output).toContain("Installed hashicorp/aws v6.25.0");
  expect(lstatSync(installedProvider("6.25.0", "one")).isSymbolicLink()).toBe(true);
  expect(readlinkSync(installedProvider("6.25.0", "two"))).toBe(
    readlinkSync(installedProvider("6.25.0", "one")),
  );
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(join(folder.path, "root"));
});

test("two that unpack at once both end with a working provider", async () => {
  await addPacked("root", "6.25.0");

  const [first, second] = await Promise.all([environmentOf(), environmentOf()]);

  expect(first).toEqual(second);
  expect(terraformInit(first).ok).toBe(true);
});

test("a newer packed provider replaces the one that was unpacked before", async () => {
  await addPacked("root", "6.24.0");
  await environmentOf();
  await addPacked("root", "6.25.0");

  expect(terraformInit(await environmentOf()).output).toContain("Installed hashicorp/aws v6.25.0");
});

test("the generated file is for its owner alone", async () => {
  addUnpacked("root", "5.100.0");

  const { TF_CLI_CONFIG_FILE: file } = await environmentOf();

  expect(statSync(file ?? "").mode & 0o777).toBe(0o600);
});

test("the user's own settings are kept beside the mirror", async () => {
  addUnpacked("root", "5.100.0");
  folder.write("home/.terraformrc", `credentials "app.terraform.io" {\n  token = "one"\n}\n`);
  folder.write("home/.terraform.d/more.tfrc", `credentials "example.com" {\n  token = "two"\n}\n`);

  const environment = await environmentOf();

  const text = readFileSync(environment.TF_CLI_CONFIG_FILE ?? "", "utf8");
  expect(text).toMatch(/token = "one"[^]*token = "two"[^]*filesystem_mirror/);
  expect(terraformInit(environment).output).toContain("Installed hashicorp/aws v5.100.0");
});

test("a named file replaces the one in the home folder, as in Terraform", async () => {
  addUnpacked("root", "5.100.0");
  folder.write("home/.terraformrc", "disable_checkpoint = true\n");
  const named = folder.write("named.tfrc", "disable_checkpoint_signature = true\n");

  const { TF_CLI_CONFIG_FILE: file } = await environmentOf({ TF_CLI_CONFIG_FILE: named });

  const text = readFileSync(file ?? "", "utf8");
  expect(text).toContain("disable_checkpoint_signature = true");
  expect(text).not.toContain("disable_checkpoint = true");
});

describe("where the user's settings say how providers are installed", () => {
  const ownInstallation = () =>
    `provider_installation {\n  filesystem_mirror {\n    path = "${folder.path}/own"\n    include = ["*/*/*"]\n  }\n}\n`;

  test("they stand, and terraform uses them", async () => {
    addUnpacked("root", "6.25.0");
    addUnpacked("own", "5.100.0");
    folder.write("home/.terraformrc", ownInstallation());

    const environment = await environmentOf();

    expect(environment).not.toHaveProperty("TF_CLI_CONFIG_FILE");
    expect(terraformInit(environment).output).toContain("Installed hashicorp/aws v5.100.0");
  });

  test("a block in a comment is none", async () => {
    addUnpacked("root", "6.25.0");
    folder.write("home/.terraformrc", `# ${ownInstallation().replaceAll("\n", "\n# ")}`);

    expect(terraformInit(await environmentOf()).output).toContain("Installed hashicorp/aws v6.25.0");
  });

  test("a mirror named beside them is a contradiction", async () => {
    addUnpacked("root", "6.25.0");
    folder.write("home/.terraformrc", ownInstallation());

    await expect(environmentOf({ SIGNED_LAMBDA_PROVIDER_MIRROR: join(folder.path, "root") })).rejects.toThrow(
      /SIGNED_LAMBDA_PROVIDER_MIRROR is set, and .* provider_installation block too/,
    );
  });
});

test("an environment that was made here can be handed in again", async () => {
  addUnpacked("root", "5.100.0");
  const once = await environmentOf();
  addUnpacked("root2", "6.25.0");

  const twice = await environmentOf({ ...once, SIGNED_LAMBDA_PROVIDER_MIRROR: join(folder.path, "root2") });

  expect(terraformInit(twice).output).toContain("Installed hashicorp/aws v6.25.0");
});

test("a plan for AWS leaves what the local environment was given as it is", async () => {
  addUnpacked("root", "5.100.0");
  const local = await environmentOf({}, { range: TESTED_PROVIDERS });
  addUnpacked("root2", "6.25.0");
  await environmentOf({ SIGNED_LAMBDA_PROVIDER_MIRROR: join(folder.path, "root2") });

  expect(terraformInit(local).output).toContain("Installed hashicorp/aws v5.100.0");
});

describe("without a mirror", () => {
  test("and without a registry, one error says where it looked, what did not answer and what to do", async () => {
    await expect(environmentOf()).rejects.toThrow(
      new RegExp(
        `${folder.path}/root[^]*registry did not answer at ${NO_REGISTRY}[^]*terraform providers mirror`,
      ),
    );
  });

  test("of the version that is tested, the error names the mirrors that have another one", async () => {
    addUnpacked("root", "6.25.0");

    await expect(environmentOf({}, { range: TESTED_PROVIDERS })).rejects.toThrow(
      new RegExp(
        `hashicorp/aws ~> 5\\.100[^]*though with another version in ${folder.path}/root \\(6\\.25\\.0\\)\n` +
          "[^]*registry did not answer",
      ),
    );
  });

  test("of the version that is tested, Terraform is told to ask the registry and none of its own mirrors", async () => {
    addUnpacked("root", "6.25.0");
    const seen = join(folder.path, "seen.tfrc");
    writeProgram(
      join(folder.path, "bin"),
      "terraform",
      `cat main.tf.json "$TF_CLI_CONFIG_FILE" > ${seen}; exit 1`,
    );
    const PATH = `${join(folder.path, "bin")}:${process.env.PATH}`;
    const registry = await startRegistry(200);

    await expect(environmentOf({ PATH }, { registry, range: TESTED_PROVIDERS })).rejects.toThrow(
      /terraform init/,
    );

    expect(readFileSync(seen, "utf8")).toMatch(/"~> 5\.100"[^]*provider_installation \{\s*direct \{\}\s*\}/);
  });

  test("a registry that answers with an error counts as not reachable", async () => {
    const registry = await startRegistry(503);

    await expect(environmentOf({}, { registry })).rejects.toThrow(/registry did not answer/);
  });

  test("a registry that answers is used: Terraform is started to install from it", async () => {
    const registry = await startRegistry(200);
    const messages: string[] = [];

    // No terraform on PATH: that it is looked for shows that the search went past the registry.
    await expect(
      environmentOf({ PATH: folder.path }, { registry, onProgress: (message) => messages.push(message) }),
    ).rejects.toThrow(/`terraform init` could not be started/);
    expect(messages).toEqual([expect.stringContaining("from the registry")]);
  });

  test("an interrupted search ends at once, and does not blame the registry", async () => {
    const registry = await startRegistry(200);
    const reason = new Error("stopped by the user");

    await expect(environmentOf({}, { registry, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("a machine behind a proxy is believed to reach the registry", async () => {
    await expect(environmentOf({ PATH: folder.path, HTTPS_PROXY: "http://127.0.0.1:1" })).rejects.toThrow(
      /`terraform init` could not be started/,
    );
  });
});

test("the real provider of this machine is the one that is tested, and terraform accepts it", async () => {
  // Where it has to be downloaded, it is kept for the other tests.
  const environment = { ...process.env, ...(await terraformEnvironment(workspace())) };

  const { ok, output } = terraformInit(environment);

  expect(output).toMatch(/Installed hashicorp\/aws v5\.100\.\d+/);
  expect(ok).toBe(true);
  const { provider_selections } = JSON.parse(
    execFileSync("terraform", ["version", "-json"], {
      cwd: join(folder.path, "module"),
      env: environment,
      encoding: "utf8",
    }),
  ) as { provider_selections: Record<string, string> };
  expect(Object.keys(provider_selections)).toEqual([PROVIDER]);
}, 180_000);
