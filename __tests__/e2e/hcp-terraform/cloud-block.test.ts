import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runCommand, terraformEnvironment, workspace, type CommandResult } from "../../../toolchain";
import { HcpTerraformStandIn, type UploadedConfiguration } from "./hcp-terraform-stand-in";
import { selfSignedCertificate } from "./self-signed-certificate";

const MINUTE = 60_000;
const TOKEN = "token-of-the-test";
const STACKS = ["code-signing-dev", "functions-dev"] as const;

// Go, in which Terraform is written, takes SSL_CERT_FILE on Linux only.
const onLinux = process.platform === "linux" ? describe : describe.skip;
const title = "terraform's own cloud block, against a stand-in of HCP Terraform's API";

onLinux(process.platform === "linux" ? title : `${title} (skipped: SSL_CERT_FILE is for Linux)`, () => {
  const folder = mkdtempSync(join(tmpdir(), "cloud-block-"));
  const output = join(folder, "cdktf.out");
  const stackFolder = (stack: string) => join(output, "stacks", stack);
  let standIn: HcpTerraformStandIn;
  let environment: NodeJS.ProcessEnv;

  const terraform = (stack: string, ...args: string[]): Promise<CommandResult> =>
    runCommand("terraform", args, { cwd: stackFolder(stack), env: environment, timeoutMs: MINUTE });

  beforeAll(async () => {
    const certificate = await selfSignedCertificate();
    standIn = new HcpTerraformStandIn({
      organization: "claims-org",
      projects: ["Default Project", "claims"],
      token: TOKEN,
      planLog: "Plan: 1 to add, 0 to change, 0 to destroy.\n",
      certificate,
    });
    await standIn.start();
    environment = await environmentFor(standIn, certificate.certificate, folder);
    // Terraform reads these variables, too, and would hide that the stacks lack what they say: it isn't given them.
    const cloud = {
      TF_CLOUD_HOSTNAME: standIn.hostname,
      TF_CLOUD_ORGANIZATION: "claims-org",
      TF_CLOUD_PROJECT: "claims",
    };
    await runCommand(process.execPath, ["run.mjs", "main.ts"], {
      env: { ...environment, ...cloud, CDKTF_OUTDIR: output },
      timeoutMs: MINUTE,
    });
  }, 2 * MINUTE);
  afterAll(async () => {
    await standIn?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(STACKS)(
    "initialises %s, and makes a workspace for it in the project",
    async (stack) => {
      await terraform(stack, "init", "-input=false");
      const { stdout } = await terraform(stack, "plan", "-input=false");
      expect(stdout).toContain("Plan: 1 to add");
      expect(standIn.workspaces.at(-1)).toMatchObject({
        name: `signed-lambda-${stack}-eu-west-1`,
        project: "claims",
      });
    },
    2 * MINUTE,
  );

  test("uploads for a plan what can't be applied", () => {
    expect(standIn.configurations.map(({ speculative }) => speculative)).toEqual([true, true]);
    expect(standIn.runs.map((run) => run.configurationVersionId)).toEqual(
      standIn.configurations.map(({ id }) => id),
    );
  });

  test.each(STACKS)("uploads the configuration and every asset of %s, byte for byte", async (stack) => {
    const sent = await unpack(
      uploadOf(standIn, `signed-lambda-${stack}-eu-west-1`),
      join(folder, `${stack}-sent`),
    );
    const local = contentsOf(stackFolder(stack));
    expect([...local.keys()].filter((file) => file.startsWith("assets/"))).toHaveLength(
      stack === "functions-dev" ? 2 : 0,
    );
    for (const [file, content] of local) {
      expect([file, sent.get(file)?.equals(content)]).toEqual([file, true]);
    }
    expect([...sent.keys()].sort()).toEqual([...local.keys()].sort());
  });

  test("uploads nothing that the configuration takes from elsewhere", () => {
    const { resource } = JSON.parse(
      readFileSync(join(stackFolder("functions-dev"), "cdk.tf.json"), "utf8"),
    ) as { resource: { aws_s3_object: Record<string, { source: string }> } };
    const files = contentsOf(stackFolder("functions-dev"));
    const sources = Object.values(resource.aws_s3_object).map(({ source }) => source);
    expect(sources).toHaveLength(2);
    expect(sources.filter((source) => !files.has(source))).toEqual([]);
  });

  test("asks for nothing that the stand-in doesn't know", () => {
    expect(standIn.refused).toEqual([]);
  });
});

/** What Terraform needs to trust the stand-in, to be let in, and to find its provider. */
async function environmentFor(
  standIn: HcpTerraformStandIn,
  certificate: string,
  folder: string,
): Promise<NodeJS.ProcessEnv> {
  const certificateFile = join(folder, "stand-in.pem");
  writeFileSync(certificateFile, certificate);
  // The name of a TF_TOKEN_ variable has no way to write a port.
  const settings = join(folder, "credentials.tfrc");
  writeFileSync(settings, `credentials "${standIn.hostname}" {\n  token = "${TOKEN}"\n}\n`);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    SIGNED_LAMBDA_WORKSPACE: join(folder, "workspace"),
    ENVIRONMENT: "dev",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: "",
    TF_CLOUD_HOSTNAME: "",
    TF_CLOUD_ORGANIZATION: "",
    TF_CLOUD_PROJECT: "",
    SSL_CERT_FILE: certificateFile,
  };
  const provider = await terraformEnvironment(workspace(environment), {
    environment: { ...environment, TF_CLI_CONFIG_FILE: settings },
    terminal: false,
  });
  return { ...environment, ...provider };
}

/** What was uploaded for a workspace, whole. */
function uploadOf(standIn: HcpTerraformStandIn, name: string): UploadedConfiguration {
  const workspaceId = standIn.workspaces.find((one) => one.name === name)?.id;
  return standIn.configurations.find((one) => one.workspaceId === workspaceId)!;
}

async function unpack({ archive }: UploadedConfiguration, directory: string): Promise<Map<string, Buffer>> {
  mkdirSync(directory);
  const file = `${directory}.tar.gz`;
  writeFileSync(file, archive!);
  await runCommand("tar", ["-xzf", file, "-C", directory], { timeoutMs: MINUTE });
  return contentsOf(directory);
}

/** Contents by path, but for what Terraform keeps for itself. */
function contentsOf(directory: string): Map<string, Buffer> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files
      .map((file) => [relative(directory, file), readFileSync(file)] as const)
      .filter(([file]) => !file.startsWith(".terraform/")),
  );
}
