import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, Terraform, terraformEnvironment, TerraformError, workspace } from "../../../toolchain";

const MINUTE = 60_000;
const VARIABLES = ["artifact_bucket", "code_signing_config_arn", "signing_profile_version_arn"];

/** A provider that calls nobody when it is configured, and that no data source gets an answer from. */
const NO_AWS = {
  ...{ access_key: "none", secret_key: "none", max_retries: 1 },
  ...{ skip_credentials_validation: true, skip_requesting_account_id: true, skip_metadata_api_check: "true" },
  endpoints: [{ ec2: "http://127.0.0.1:1", sts: "http://127.0.0.1:1" }],
};

describe("a functions stack that is told by variables what it shares", () => {
  const folder = mkdtempSync(join(tmpdir(), "shared-by-variables-"));
  const directory = join(folder, "cdktf.out", "stacks", "functions-dev");
  let environment: NodeJS.ProcessEnv;

  const terraform = (variables: Record<string, string>): Terraform =>
    new Terraform({
      directory,
      environment: {
        ...environment,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
      },
      timeoutMs: MINUTE,
    });

  beforeAll(async () => {
    environment = {
      ...process.env,
      SIGNED_LAMBDA_WORKSPACE: join(folder, "workspace"),
    };
    Object.assign(environment, await terraformEnvironment(workspace(environment)));
    await runCommand(process.execPath, ["run.mjs", "main.ts"], {
      env: {
        ...environment,
        ...{ ENVIRONMENT: "dev", AWS_REGION: "eu-west-1", TF_CLOUD_ORGANIZATION: "claims-org" },
        ...{ SHARED_VALUES: "variables", CDKTF_OUTDIR: join(folder, "cdktf.out") },
      },
      timeoutMs: MINUTE,
    });
    const override = {
      terraform: { backend: { local: { path: join(folder, "terraform.tfstate") } } },
      provider: { aws: NO_AWS },
    };
    writeFileSync(join(directory, "override.tf.json"), JSON.stringify(override));
    await terraform({}).init();
  }, 2 * MINUTE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    "is valid",
    async () => {
      expect(await terraform({}).validate()).toEqual([]);
    },
    MINUTE,
  );

  test(
    "refuses what is wrong of them with a sentence each",
    async () => {
      const wrong = Object.fromEntries(VARIABLES.map((name) => [name, "Something_Else"]));
      const failure = await terraform(wrong)
        .plan()
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TerraformError);
      const sentences = (failure as TerraformError).diagnostics
        .filter(({ summary }) => summary === "Invalid value for variable")
        .map(({ detail }) => /^(\w+): expected the .+\./.exec(detail)?.[1]);
      expect(sentences.sort()).toEqual(VARIABLES);
    },
    MINUTE,
  );

  test(
    "asks for what it wasn't given",
    async () => {
      await expect(terraform({}).plan()).rejects.toThrow("No value for required variable");
    },
    MINUTE,
  );
});
