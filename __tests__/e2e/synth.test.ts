import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LOCAL_STACKS } from "../../local-aws/local-state";
import { runCommand, Terraform, terraformEnvironment, workspace } from "../../toolchain";

/** Every environment, and every backend that one can have. */
const CASES: [string, NodeJS.ProcessEnv, string][] = [
  // What would move the state elsewhere has no effect on it.
  ["local", { TF_CLOUD_ORGANIZATION: "example", STATE_BUCKET: "states", AWS_REGION: "eu-west-1" }, "local"],
  ["dev", { AWS_REGION: "eu-west-1" }, "local"],
  ["staging", { AWS_REGION: "eu-west-1", STATE_BUCKET: "states" }, "s3"],
  [
    "prod",
    { AWS_REGION: "eu-west-1", TF_CLOUD_ORGANIZATION: "example", TF_CLOUD_PROJECT: "claims" },
    "cloud",
  ],
];

describe.each(CASES)("the environment %s", (name, variables, backend) => {
  const outdir = outputFolder();
  const read = (stack: string) =>
    JSON.parse(readFileSync(join(outdir, "stacks", `${stack}-${name}`, "cdk.tf.json"), "utf8")) as {
      terraform: Record<string, unknown>;
      provider: { aws: Record<string, unknown>[] };
      resource: Record<string, Record<string, unknown>>;
      output: Record<string, unknown>;
    };
  /** Without those that cdktf makes for the other stack. */
  const outputsOf = (stack: string) =>
    Object.keys(read(stack).output)
      .filter((output) => !output.startsWith("cross-stack-output-"))
      .sort();

  beforeAll(async () => {
    await runCommand(process.execPath, ["run.mjs", "main.ts"], {
      env: { ...process.env, ...variables, ENVIRONMENT: name, CDKTF_OUTDIR: outdir },
      timeoutMs: 60_000,
    });
  }, 60_000);
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  test.each(["code-signing", "functions"])(
    "has a stack %s that terraform validates",
    async (stack) => {
      const terraform = new Terraform({
        directory: join(outdir, "stacks", `${stack}-${name}`),
        environment: { ...process.env, ...(await terraformEnvironment(workspace())) },
        timeoutMs: 120_000,
      });
      await terraform.init({ backend: false });
      expect(await terraform.validate()).toEqual([]);
    },
    240_000,
  );

  test.each(["code-signing", "functions"])(
    "keeps the state of %s in its backend, and names no path of this machine",
    (stack) => {
      const { terraform } = read(stack);
      const settings = (terraform.backend as Record<string, unknown>) ?? terraform;
      expect(Object.keys(backend === "cloud" ? terraform : settings)).toContain(backend);
      expect(JSON.stringify(read(stack))).not.toContain(process.cwd());
    },
  );

  test.each(["code-signing", "functions"])(
    "asks for the AWS provider that was run against the local AWS where it is local, and else for either major: %s",
    (stack) => {
      expect(read(stack).terraform.required_providers).toEqual({
        aws: { source: "aws", version: name === "local" ? "~> 5.100" : ">= 5.100.0, < 7.0.0" },
      });
    },
  );

  test("has the stacks whose local state the local AWS deletes, each under its own name", () => {
    const stacks = readdirSync(join(outdir, "stacks")).sort();
    expect(stacks).toEqual(LOCAL_STACKS.map((stack) => stack.replace(/local$/, name)));
  });

  test("enforces, and lets destroy empty the bucket only where that is meant", () => {
    const { resource } = read("code-signing");
    const only = (type: string) => Object.values(resource[type] ?? {})[0];
    expect(only("aws_lambda_code_signing_config")).toMatchObject({
      policies: { untrusted_artifact_on_deployment: "Enforce" },
    });
    const comesAndGoes = name === "local" || name === "dev";
    expect(only("aws_s3_bucket")).toMatchObject({ force_destroy: comesAndGoes });
    expect(only("aws_kms_key")).toMatchObject({ deletion_window_in_days: comesAndGoes ? 7 : 30 });
  });

  test("outputs what verifies the profile, the config, the bucket and every function", () => {
    expect(outputsOf("code-signing")).toEqual([
      "artifact_bucket",
      "artifact_key_arn",
      "check_artifact_bucket",
      "check_code_signing_config",
      "check_signing_profile",
      "code_signing_config_arn",
      "code_signing_policy",
      "signing_profile_name",
      "signing_profile_status",
      "signing_profile_version_arn",
    ]);
    const ofFunction = [
      "alias_arn",
      "checks",
      "function_name",
      "signed_key",
      "signed_version",
      "signing_job_arn",
      "signing_job_id",
      "signing_job_status",
      "signing_profile_version_arn",
    ];
    expect(outputsOf("functions")).toEqual([
      ...ofFunction.map((output) => `signing_profile_health_${output}`),
      ...ofFunction.map((output) => `submit_claim_${output}`),
      "vpc_id",
    ]);
  });

  test("reaches AWS itself, unless it is local", () => {
    const [provider] = read("functions").provider.aws;
    expect("endpoints" in provider!).toBe(name === "local");
    expect("access_key" in provider!).toBe(name === "local");
  });

  test("sends every service's requests to the local AWS when it is local, S3 Control's too", () => {
    const [provider] = read("code-signing").provider.aws;
    const endpoints = (provider!.endpoints as Record<string, string>[] | undefined) ?? [];
    expect(endpoints.flatMap(Object.keys).includes("s3control")).toBe(name === "local");
    expect(new Set(endpoints.flatMap(Object.values))).toEqual(
      new Set(name === "local" ? ["${var.local_aws}"] : []),
    );
  });
});

test("synthesizing starts no program of the machine's, terraform least of all: it would, once for each function", async () => {
  const outdir = outputFolder();
  await runCommand(process.execPath, ["run.mjs", "main.ts"], {
    env: { ...process.env, ENVIRONMENT: "local", CDKTF_OUTDIR: outdir, PATH: "" },
    timeoutMs: 60_000,
  });
  rmSync(outdir, { recursive: true, force: true });
}, 60_000);

describe("an environment that is not right", () => {
  test.each([
    [{ ENVIRONMENT: "production" }, 'ENVIRONMENT: expected local, dev, staging, prod, got: "production"'],
    [
      { ENVIRONMENT: "dev", AWS_REGION: "Virginia" },
      'region: expected a Region such as us-east-1 in AWS_REGION, got: "Virginia"',
    ],
    [{ ENVIRONMENT: "dev", AWS_REGION: "", AWS_DEFAULT_REGION: "" }, 'in AWS_REGION, got: ""'],
    [
      { ENVIRONMENT: "dev", AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:4599" },
      'AWS_ENDPOINT_URL: expected none for "dev", which would be deployed there and not to AWS',
    ],
    [
      { ENVIRONMENT: "prod", AWS_REGION: "eu-west-1", LAMBDA_SOURCES: "bench" },
      'LAMBDA_SOURCES: expected none for "prod", whose code would be taken from there and not from lambda-src, ' +
        'got: "bench". Unset it.',
    ],
  ])(
    "is refused with a sentence, and nothing is written: %j",
    async (variables, message) => {
      const outdir = outputFolder();
      const { stderr, code } = await runCommand(process.execPath, ["run.mjs", "main.ts"], {
        env: { ...process.env, ...variables, CDKTF_OUTDIR: outdir },
        timeoutMs: 60_000,
        expectedCodes: [0, 1],
      });
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(() => readFileSync(join(outdir, "manifest.json"))).toThrow("ENOENT");
      rmSync(outdir, { recursive: true, force: true });
    },
    60_000,
  );
});

function outputFolder(): string {
  mkdirSync(join(".local", "e2e"), { recursive: true });
  return mkdtempSync(join(".local", "e2e", "cdktf.out-"));
}
