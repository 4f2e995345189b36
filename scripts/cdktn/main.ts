import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { runCommand, workspace } from "../../toolchain";
import { differences } from "./differences";
import { readSynthesized, type Synthesized } from "./synthesized";

const HELP = `Usage: npm run test:cdktn

Installs CDK Terrain (cdktn) in the place of cdktf, type-checks the app against it, synthesizes every environment with
both, and compares what they write. Ends with 0 when they write the same, and prints each difference otherwise.
`;

const MINUTE = 60_000;

/** Every environment, and every backend that one can have. */
const ENVIRONMENTS: Record<string, NodeJS.ProcessEnv> = {
  local: {},
  dev: {},
  staging: { STATE_BUCKET: "states" },
  prod: { TF_CLOUD_ORGANIZATION: "example", TF_CLOUD_PROJECT: "claims" },
};

/** What would change a run of the app, and must not: every run gets its own. */
const FOREIGN = /^(npm_|CDKTF_|TF_|AWS_|STATE_|SIGNED_LAMBDA_|LAMBDA_SOURCES$)/;

async function main(): Promise<number> {
  const { root } = workspace();
  // Inside the project: what isn't installed there, all but cdktf and its like, is found by walking up.
  const directory = join(root, ".local", `cdktn-${process.pid}`);
  const cdktf = join(directory, "cdktf");
  const cdktn = join(directory, "cdktn");
  try {
    say("installing cdktn in the place of cdktf");
    await install(join(root, "scripts", "cdktn"), cdktn);
    say("type-checking the app against it");
    await typeCheck(root, cdktn);
    await bundleApp(root, [cdktf, cdktn]);

    let count = 0;
    for (const [environment, variables] of Object.entries(ENVIRONMENTS)) {
      const synth = (folder: string) =>
        synthesize(join(folder, "app.cjs"), join(folder, environment), {
          ENVIRONMENT: environment,
          AWS_REGION: "eu-west-1",
          SIGNED_LAMBDA_WORKSPACE: join(directory, "workspace"),
          ...variables,
        });
      const found = compare(await synth(cdktf), await synth(cdktn));
      say(`${environment}: ${found.length === 0 ? "the same" : `${found.length} differences`}`);
      found.forEach((line) => process.stdout.write(`  ${line}\n`));
      count += found.length;
    }
    process.stdout.write(
      count === 0
        ? "cdktn synthesizes what cdktf does.\n"
        : `${count} differences between cdktf and cdktn.\n`,
    );
    return count === 0 ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function install(source: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const file of ["package.json", "package-lock.json"])
    await copyFile(join(source, file), join(directory, file));
  await runCommand("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], {
    cwd: directory,
    env: ownEnvironment(),
    timeoutMs: 10 * MINUTE,
  });
}

async function typeCheck(root: string, directory: string): Promise<void> {
  const installed = join(directory, "node_modules");
  const tsconfig = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      paths: {
        cdktf: [join(installed, "cdktf")],
        constructs: [join(installed, "constructs")],
        "@cdktf/provider-aws/*": [join(installed, "@cdktf", "provider-aws", "*")],
      },
    },
    include: [join(root, "main.ts")],
  };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(tsconfig));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await runCommand(process.execPath, [tsc, "--noEmit", "-p", directory], { timeoutMs: 3 * MINUTE });
}

/**
 * As run.mjs does it. The same bytes in each folder: which library they get is for Node to find, which looks for packages
 * from where the file lies.
 */
async function bundleApp(root: string, folders: readonly string[]): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["main.ts"],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    write: false,
    logLevel: "error",
  });
  for (const folder of folders) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "app.cjs"), outputFiles[0]!.contents);
  }
}

async function synthesize(app: string, output: string, variables: NodeJS.ProcessEnv): Promise<Synthesized> {
  await runCommand(process.execPath, [app], {
    env: { ...ownEnvironment(), ...variables, CDKTF_OUTDIR: output },
    timeoutMs: 2 * MINUTE,
  });
  return readSynthesized(output);
}

/** @throws Error when both are by the same library: the comparison would mean nothing */
function compare(cdktf: Synthesized, cdktn: Synthesized): string[] {
  if (cdktf.version === cdktn.version) {
    throw new Error(`Expected cdktf and cdktn to have versions of their own, got ${cdktf.version} twice.`);
  }
  return [...differences(cdktf.stacks, cdktn.stacks), ...differences(cdktf.files, cdktn.files, "files")];
}

function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}

if (process.argv.length > 2) {
  process.stderr.write(HELP);
  process.exit(2);
}
main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
