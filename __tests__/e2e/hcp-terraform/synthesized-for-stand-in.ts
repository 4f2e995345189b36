import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, terraformEnvironment, workspace } from "../../../toolchain";
import { HcpTerraformStandIn } from "./hcp-terraform-stand-in";
import { selfSignedCertificate } from "./self-signed-certificate";

const MINUTE = 60_000;
const TOKEN = "token-of-the-test";

/** The stacks of `dev`, synthesized for a stand-in of HCP Terraform that runs. */
export interface SynthesizedForStandIn {
  readonly standIn: HcpTerraformStandIn;
  readonly token: string;
  /** A folder of the test's own. */
  readonly folder: string;
  /** PEM file of what the stand-in shows for itself. */
  readonly certificateFile: string;
  /**
   * For what runs in a stack's folder: it trusts the stand-in, has a token for it, finds the provider, and knows
   * nothing else of HCP Terraform.
   */
  readonly environment: NodeJS.ProcessEnv;
  /** What the app is told of HCP Terraform. Terraform would read it, too, and hide that the stacks lack it. */
  readonly cloud: NodeJS.ProcessEnv;
  readonly stackFolder: (stack: string) => string;
  remove(): Promise<void>;
}

export async function synthesizedForStandIn(): Promise<SynthesizedForStandIn> {
  const folder = mkdtempSync(join(tmpdir(), "hcp-terraform-"));
  const certificate = await selfSignedCertificate();
  const certificateFile = join(folder, "stand-in.pem");
  writeFileSync(certificateFile, certificate.certificate);
  const standIn = new HcpTerraformStandIn({
    organization: "claims-org",
    projects: ["Default Project", "claims"],
    token: TOKEN,
    planLog: "Plan: 1 to add, 0 to change, 0 to destroy.\n",
    certificate,
  });
  await standIn.start();

  const environment = await environmentFor(standIn.hostname, certificateFile, folder);
  const cloud = {
    TF_CLOUD_HOSTNAME: standIn.hostname,
    TF_CLOUD_ORGANIZATION: "claims-org",
    TF_CLOUD_PROJECT: "claims",
  };
  const output = join(folder, "cdktf.out");
  await runCommand(process.execPath, ["run.mjs", "main.ts"], {
    env: { ...environment, ...cloud, CDKTF_OUTDIR: output },
    timeoutMs: MINUTE,
  });
  return {
    ...{ standIn, token: TOKEN, folder, certificateFile, environment, cloud },
    stackFolder: (stack) => join(output, "stacks", stack),
    async remove() {
      await standIn.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function environmentFor(
  hostname: string,
  certificateFile: string,
  folder: string,
): Promise<NodeJS.ProcessEnv> {
  // The name of a TF_TOKEN_ variable has no way to write a port.
  const settings = join(folder, "credentials.tfrc");
  writeFileSync(settings, `credentials "${hostname}" {\n  token = "${TOKEN}"\n}\n`);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    SIGNED_LAMBDA_WORKSPACE: join(folder, "workspace"),
    ENVIRONMENT: "dev",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: "",
    TF_CLOUD_HOSTNAME: "",
    TF_CLOUD_ORGANIZATION: "",
    TF_CLOUD_PROJECT: "",
    STATE_BUCKET: "",
    SSL_CERT_FILE: certificateFile,
  };
  const provider = await terraformEnvironment(workspace(environment), {
    environment: { ...environment, TF_CLI_CONFIG_FILE: settings },
    terminal: false,
  });
  return { ...environment, ...provider };
}
