import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { TEST_CREDENTIALS } from "../../../local-aws/settings";
import { repack } from "../../../rehearsal/attacks/repack";
import { awsClients, type AwsClients } from "../../../rehearsal/aws-clients";
import { invoke } from "../../../rehearsal/claims";
import { leftovers } from "../../../rehearsal/leftovers";
import { startLocalAwsProcess, type LocalAwsProcess } from "../../../rehearsal/local-aws-process";
import { Cdktf, runCommand, Terraform, terraformEnvironment, workspace } from "../../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "../../e2e/own-workspace";
import { installExample, pack } from "./installed-package";

const MINUTE = 60_000;
const TEMPLATE = join("node_modules", "@cdktf", "cli-core", "templates", "typescript", "tsconfig.json");

// In this order: each test goes on from what the one before it left.
describe("examples/cdktf-app, outside of the tree, with the package that npm pack makes", () => {
  let own: OwnWorkspace;
  let app: string;
  let environment: NodeJS.ProcessEnv;
  let localAws: LocalAwsProcess;
  let clients: AwsClients;
  let terraform: Terraform;

  beforeAll(async () => {
    own = await ownWorkspace("cdktf-app");
    app = join(own.directory, "app");
    await installExample(join("examples", "cdktf-app"), app, await pack(own.directory));
    environment = { ...own.environment, ...(await terraformEnvironment(workspace(own.environment))) };
    // It stands for the project's own stacks: an app of its own has its own output folder.
    delete environment.CDKTF_OUTDIR;
    terraform = new Terraform({ directory: join(app, "cdktf.out", "stacks", "signed-hello"), environment });
  }, 15 * MINUTE);
  afterAll(async () => {
    await localAws?.stop();
    own?.remove();
  }, MINUTE);

  test("has one copy of each peer", () => {
    for (const peer of ["cdktf", "constructs", "@cdktf/provider-aws"]) {
      expect(existsSync(join(app, "node_modules", peer))).toBe(true);
      expect(existsSync(join(app, "node_modules", "signed-lambda", "node_modules", peer))).toBe(false);
    }
  });

  test("gets nothing that only the project itself needs", () => {
    expect(existsSync(join(app, "node_modules", "yazl"))).toBe(true);
    for (const name of ["@aws-sdk/client-kms", "jest", "playwright-core", "typedoc"]) {
      expect(existsSync(join(app, "node_modules", name))).toBe(false);
    }
  });

  test("brings the command with it", async () => {
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    const { stdout } = await runCommand(join(app, "node_modules", ".bin", "signed-lambda"), ["--version"], {
      cwd: app,
      timeoutMs: MINUTE,
    });
    expect(stdout.trim()).toBe(version);
  });

  test("has types, for its own tsconfig.json", () => typeCheck(app, "tsconfig.json"), 2 * MINUTE);

  test(
    "has types for what `cdktf init` writes, which reads no exports",
    async () => {
      const { config } = ts.readConfigFile(TEMPLATE, (path) => ts.sys.readFile(path)) as {
        config: { compilerOptions: object };
      };
      const compilerOptions = { ...config.compilerOptions, types: ["node"], noEmit: true };
      await writeFile(
        join(app, "tsconfig.template.json"),
        JSON.stringify({ compilerOptions, include: ["main.ts"] }),
      );
      await typeCheck(app, "tsconfig.template.json");
    },
    2 * MINUTE,
  );

  test(
    "is synthesized by the cdktf command line",
    () => new Cdktf({ directory: app, environment, timeoutMs: 3 * MINUTE }).synth(),
    4 * MINUTE,
  );

  test(
    "is applied, and its function answers",
    async () => {
      localAws = await startLocalAwsProcess(workspace(own.environment), new AbortController().signal);
      clients = awsClients(localAws.endpoint, localAws.region);
      await toLocalAws(join(app, "cdktf.out", "stacks", "signed-hello"), localAws.endpoint);
      await terraform.init();
      await terraform.apply();
      expect(await terraform.output()).toMatchObject({
        function_name: "signed-hello",
        signing_job_arn: expect.stringMatching(/^arn:aws:signer:.*:\/signing-jobs\//) as string,
      });
      expect(await invoke(clients.lambda, "signed-hello", { name: "Ada" })).toBe("Hello, Ada!");
    },
    10 * MINUTE,
  );

  test(
    "plans no changes afterwards",
    async () => {
      expect(await terraform.plan()).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test("has its function refuse the same code unsigned", async () => {
    const [zip] = (await readdir(join(app, ".packages"))).filter((name) => name.endsWith(".zip"));
    const unsigned = await readFile(join(app, ".packages", zip!));
    await expect(updateCode(unsigned)).rejects.toMatchObject({ name: "CodeVerificationFailedException" });
  });

  test("has its function refuse signed code that was changed, and take it unchanged", async () => {
    const signed = await signedPackage();
    const tampered = await repack(signed, (name, body) =>
      name === "index.js" ? Buffer.concat([body, Buffer.from("\n// not what was signed\n")]) : body,
    );
    await expect(updateCode(tampered)).rejects.toMatchObject({ name: "CodeVerificationFailedException" });
    await expect(updateCode(signed)).resolves.toMatchObject({ FunctionName: "signed-hello" });
  });

  test(
    "is destroyed, and leaves nothing",
    async () => {
      await terraform.destroy();
      expect(await leftovers(clients)).toEqual([]);
    },
    10 * MINUTE,
  );

  async function signedPackage(): Promise<Buffer> {
    const { artifact_bucket: Bucket, signed_key: Key } = (await terraform.output()) as Record<string, string>;
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  const updateCode = (ZipFile: Buffer) =>
    clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "signed-hello", ZipFile }));
});

async function typeCheck(app: string, project: string): Promise<void> {
  // The app's own compiler, which npm has installed there.
  const tsc = join(app, "node_modules", "typescript", "bin", "tsc");
  await runCommand(process.execPath, [tsc, "--noEmit", "-p", project], { cwd: app, timeoutMs: 2 * MINUTE });
}

/** Every service that the app calls: one that is missing here would reach out to AWS itself. */
const SERVICES = ["cloudwatchlogs", "iam", "kms", "lambda", "s3", "signer", "sqs", "sts"];

/** Points a synthesized stack at the local AWS, and leaves what the app synthesized as it is. */
async function toLocalAws(stack: string, endpoint: string): Promise<void> {
  const aws = {
    access_key: TEST_CREDENTIALS.accessKeyId,
    secret_key: TEST_CREDENTIALS.secretAccessKey,
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    s3_use_path_style: true,
    endpoints: Object.fromEntries(SERVICES.map((service) => [service, endpoint])),
  };
  await writeFile(join(stack, "local-aws_override.tf.json"), JSON.stringify({ provider: { aws } }));
}
