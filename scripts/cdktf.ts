import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import {
  SUPPORTED_PROVIDERS,
  Terraform,
  terraformEnvironment,
  TESTED_PROVIDERS,
  workspace,
} from "../toolchain";

const USAGE = `Usage: node run.mjs scripts/cdktf.ts plan|apply|destroy [stack …]

Runs cdktf for the stacks of the environment that ENVIRONMENT names (default: local), all of them unless some are named
(without the environment's name: code-signing, functions), with the AWS provider found as docs/terraform-provider.md says.
`;

/** In the order of deployment. */
const STACKS = ["code-signing", "functions"];
const TIMEOUT_MS = 2 * 60_000;

async function main([verb = "", ...named]: string[]): Promise<number> {
  const unknown = named.filter((stack) => !STACKS.includes(stack));
  if (!["plan", "apply", "destroy"].includes(verb) || unknown.length > 0) {
    process.stderr.write(USAGE);
    return 2;
  }
  const environment = process.env.ENVIRONMENT || "local";
  const stacks = (named.length > 0 ? named : STACKS).map((stack) => `${stack}-${environment}`);
  const onProgress = (text: string): void => void process.stderr.write(`${text}\n`);
  const range = environment === "local" ? TESTED_PROVIDERS : SUPPORTED_PROVIDERS;
  const env = { ...process.env, ...(await terraformEnvironment(workspace(), { range, onProgress })) };
  // cdktf plans one stack a call; apply and destroy take all at once and order them by themselves.
  const calls = verb === "plan" ? stacks.map((stack) => [stack]) : [stacks];
  for (const call of calls) {
    const code = await cdktf([verb, ...call, "--skip-provider-lock"], env);
    if (code !== 0) {
      await explain(call, env);
      return code;
    }
  }
  return 0;
}

async function cdktf(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const cli = join("node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

/** Terraform's error for outputs that another stack doesn't have yet says neither which stack nor what to do. */
async function explain(stacks: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [reader] = stacks;
  if (stacks.length !== 1 || !reader?.startsWith("functions-")) return;
  const source = reader.replace("functions", "code-signing");
  if (await hasNoOutputs(source, env)) {
    process.stderr.write(
      `\n${reader} reads the outputs of ${source}, which has none yet: apply that first, with \`npm run security\`.\n`,
    );
  }
}

async function hasNoOutputs(stack: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const terraform = new Terraform({
    directory: join(process.env.CDKTF_OUTPUT || "cdktf.out", "stacks", stack),
    environment: env,
    timeoutMs: TIMEOUT_MS,
  });
  try {
    await terraform.init();
    return Object.keys(await terraform.output()).length === 0;
  } catch {
    // Its state can't be read, and cdktf's own error has said why.
    return false;
  }
}

main(process.argv.slice(2))
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
