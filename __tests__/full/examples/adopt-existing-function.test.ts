import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { StartSigningJobCommand, waitUntilSuccessfulSigningJob } from "@aws-sdk/client-signer";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { invoke } from "../../../rehearsal/claims";
import { runCommand } from "../../../toolchain";
import { packSource, startExample, type Example } from "./example";

const MINUTE = 60_000;

interface Change {
  readonly actions: readonly string[];
  readonly importing?: { readonly id: string };
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly after_unknown: Record<string, unknown>;
}
const NAME = "grown-over-years";

// In this order: each test goes on from what the one before it left.
describe("examples/adopt-existing-function", () => {
  let example: Example;
  let unsigned: Buffer;
  let codeSha256: string | undefined;
  let variables: Record<string, unknown>;

  beforeAll(async () => {
    example = await startExample("adopt-existing-function");
    await mkdir(join(example.directory, "src"));
    await writeFile(join(example.directory, "src", "index.js"), 'exports.handler = async () => "old";\n');
    unsigned = await readFile(await packSource(example.directory, NAME));
    const { lambda, iam } = example.clients;
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: NAME, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    const created = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: NAME,
        Role: Role!.Arn,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        MemorySize: 512,
        Timeout: 30,
        Environment: { Variables: { STAGE: "prod" } },
        Tags: { Team: "claims" },
        Code: { ZipFile: unsigned },
      }),
    );
    codeSha256 = created.CodeSha256;
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: NAME });
    variables = { function_name: NAME, role_arn: Role!.Arn };
    await setVariables();
    await example.terraform.init();
  }, 5 * MINUTE);
  afterAll(() => example?.remove(), MINUTE);

  test(
    "plans to import the function and to change one thing of it",
    async () => {
      const run = (...args: string[]) =>
        runCommand("terraform", args, {
          cwd: example.directory,
          env: example.environment,
          timeoutMs: 2 * MINUTE,
        });
      await run("plan", "-input=false", "-out=plan");
      const { resource_changes: changes } = JSON.parse((await run("show", "-json", "plan")).stdout) as {
        resource_changes: { address: string; change: Change }[];
      };
      const { change } = changes.find(({ address }) => address === "aws_lambda_function.existing")!;
      expect(change.importing).toEqual({ id: NAME });
      expect(change.actions).toEqual(["update"]);
      expect(changedAttributes(change)).toEqual(["code_signing_config_arn"]);
    },
    3 * MINUTE,
  );

  test(
    "puts it under the config, and leaves its code as it was",
    async () => {
      await example.terraform.apply();
      const { CodeSigningConfigArn } = await example.clients.lambda.send(
        new GetFunctionCodeSigningConfigCommand({ FunctionName: NAME }),
      );
      expect(CodeSigningConfigArn).toBe((await outputs()).code_signing_config_arn);
      expect((await configuration()).CodeSha256).toBe(codeSha256);
      expect(await invoke(example.clients.lambda, NAME, {})).toBe("old");
    },
    5 * MINUTE,
  );

  test(
    "plans no changes afterwards",
    async () => {
      expect(await example.terraform.plan()).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test("has it refuse unsigned code from now on, the present one too", async () => {
    await expect(
      example.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: NAME, ZipFile: unsigned })),
    ).rejects.toMatchObject({ name: "CodeVerificationFailedException" });
  });

  test(
    "deploys signed code when it is given some",
    async () => {
      variables.signed_object = await sign();
      await setVariables();
      await example.terraform.apply();
      expect((await configuration()).SigningJobArn).toMatch(/:\/signing-jobs\//);
      expect(await example.terraform.plan()).toMatchObject({ hasChanges: false });
    },
    5 * MINUTE,
  );

  const changedAttributes = ({ before, after, after_unknown: unknown }: Change): string[] =>
    [...new Set([...Object.keys(before), ...Object.keys(unknown)])].filter(
      (name) => unknown[name] === true || JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    );
  const setVariables = () =>
    writeFile(join(example.directory, "test.auto.tfvars.json"), JSON.stringify(variables));
  const outputs = async () => (await example.terraform.output()) as Record<string, string>;
  const configuration = () =>
    example.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: NAME }));

  async function sign() {
    const { artifact_bucket_name: bucket, profile_name: profileName } = await outputs();
    const { s3, signer } = example.clients;
    const key = "unsigned/grown-over-years.zip";
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: unsigned }));
    const { jobId } = await signer.send(
      new StartSigningJobCommand({
        profileName,
        source: { s3: { bucketName: bucket, key, version: VersionId } },
        destination: { s3: { bucketName: bucket, prefix: "signed/" } },
      }),
    );
    await waitUntilSuccessfulSigningJob({ client: signer, maxWaitTime: 60, minDelay: 1 }, { jobId });
    const signedKey = `signed/${jobId}.zip`;
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: signedKey }));
    return { bucket, key: signedKey, version: head.VersionId };
  }
});
