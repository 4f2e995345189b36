import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { environmentFrom } from "../../environments";
import { packageDirectory, type FunctionPackage } from "../../packaging";
import { synthesizeDev } from "./synthesize-dev";

type Json = Record<string, Record<string, Record<string, unknown>>>;

/** Synthesizes both stacks with two small packages. */
async function synthesize(folder: string, variables: NodeJS.ProcessEnv): Promise<void> {
  const small = (name: string): Promise<FunctionPackage> => {
    const directory = join(folder, "src", name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "index.js"), `exports.handler = () => "${name}";\n`);
    return packageDirectory({ directory, outputDirectory: join(folder, "packages") });
  };
  const packages = { submitClaim: await small("submit-claim"), signingProfileHealth: await small("health") };
  synthesizeDev(join(folder, "cdktf.out"), packages, variables);
}

describe.each([
  [
    "HCP Terraform",
    { TF_CLOUD_ORGANIZATION: "claims-org", TF_CLOUD_PROJECT: "claims", TF_CLOUD_HOSTNAME: "" },
    { workspace: { project: "claims" }, hostname: {} },
  ],
  [
    "HCP Terraform, in its default project",
    { TF_CLOUD_ORGANIZATION: "claims-org", TF_CLOUD_PROJECT: "" },
    { workspace: {}, hostname: {} },
  ],
  [
    "Terraform Enterprise",
    { TF_CLOUD_ORGANIZATION: "claims-org", TF_CLOUD_HOSTNAME: "terraform.example.com" },
    { workspace: {}, hostname: { hostname: "terraform.example.com" } },
  ],
])("an environment whose runs are in %s", (_, variables, { workspace, hostname }) => {
  const folder = mkdtempSync(join(tmpdir(), "cloud-backend-"));
  const stackFolder = (stack: string) => join(folder, "cdktf.out", "stacks", stack);
  const read = (stack: string) =>
    JSON.parse(readFileSync(join(stackFolder(stack), "cdk.tf.json"), "utf8")) as Json;
  beforeAll(() => synthesize(folder, variables));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(["code-signing-dev", "functions-dev"])("has a workspace of its own for %s", (stack) => {
    expect(read(stack).terraform!.cloud).toEqual({
      ...hostname,
      organization: "claims-org",
      workspaces: { name: `signed-lambda-${stack}-eu-west-1`, ...workspace },
    });
    expect(read(stack).terraform).not.toHaveProperty("backend");
  });

  test("has the second stack read the first one's outputs from its workspace, at the same host", () => {
    expect(Object.values(read("functions-dev").data!.terraform_remote_state!)).toEqual([
      {
        backend: "remote",
        config: {
          ...hostname,
          organization: "claims-org",
          workspaces: { name: "signed-lambda-code-signing-dev-eu-west-1" },
        },
      },
    ]);
  });

  test("has all files that a run needs inside the stack's folder, which is all that is uploaded", () => {
    const sources = Object.values(read("functions-dev").resource!.aws_s3_object!).map(
      (object) => (object as { source: string }).source,
    );
    expect(sources).toHaveLength(2);
    for (const source of sources) {
      expect(source).toMatch(/^assets\/[^.]/);
      expect(readdirSync(dirname(join(stackFolder("functions-dev"), source)))).toHaveLength(1);
    }
    expect(JSON.stringify(read("functions-dev"))).not.toContain(folder);
  });
});

describe("an environment whose functions stack is told by variables what it shares", () => {
  const folder = mkdtempSync(join(tmpdir(), "shared-values-"));
  const stack = () =>
    JSON.parse(
      readFileSync(join(folder, "cdktf.out", "stacks", "functions-dev", "cdk.tf.json"), "utf8"),
    ) as Json;
  beforeAll(() => synthesize(folder, { TF_CLOUD_ORGANIZATION: "claims-org", SHARED_VALUES: "variables" }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("reads no other workspace's state", () => {
    expect(stack().data).not.toHaveProperty("terraform_remote_state");
    expect(JSON.stringify(stack())).not.toContain("signed-lambda-code-signing-dev");
  });

  test("has a variable for each value, which must be given", () => {
    expect(stack().variable).toMatchObject({
      signing_profile_version_arn: { type: "string", nullable: false },
      code_signing_config_arn: { type: "string", nullable: false },
      artifact_bucket: { type: "string", nullable: false },
    });
    for (const variable of Object.values(stack().variable!)) {
      expect(variable).not.toHaveProperty("default");
      expect(variable.validation).toHaveLength(1);
    }
  });

  test("takes the profile's name and ARN out of its version ARN", () => {
    const { resource, data } = stack();
    const parts = 'split("/", var.signing_profile_version_arn)';
    for (const job of Object.values(resource!.aws_signer_signing_job!)) {
      expect(job).toMatchObject({ profile_name: `\${element(${parts}, 2)}` });
    }
    const statements = Object.values(data!.aws_iam_policy_document!).flatMap(
      (document) => (document as { statement: { sid: string }[] }).statement,
    );
    expect(statements.find(({ sid }) => sid === "ReadTheProfile")).toMatchObject({
      resources: [`\${join("/", slice(${parts}, 0, 3))}`],
    });
  });

  test("is no environment that says anything else", () => {
    expect(() =>
      environmentFrom({ ENVIRONMENT: "dev", AWS_REGION: "eu-west-1", SHARED_VALUES: "yes" }),
    ).toThrow('sharedValues: expected state or variables in SHARED_VALUES, got: "yes"');
    expect(environmentFrom({ ENVIRONMENT: "local", SHARED_VALUES: "variables" }).sharedValues).toBe("state");
  });
});

describe("where the state is kept", () => {
  const backend = (variables: NodeJS.ProcessEnv) =>
    environmentFrom({ ENVIRONMENT: "dev", AWS_REGION: "eu-west-1", ...variables }).backend;

  test("is one place: a bucket beside an organization is refused", () => {
    expect(() => backend({ TF_CLOUD_ORGANIZATION: "claims-org", STATE_BUCKET: "states" })).toThrow(
      'STATE_BUCKET: expected none beside TF_CLOUD_ORGANIZATION, because the state is kept in one place, got: "states"',
    );
  });

  test.each(["https://terraform.example.com", "terraform.example.com/app", "Terraform.example.com"])(
    "is no host %j",
    (TF_CLOUD_HOSTNAME) => {
      expect(() => backend({ TF_CLOUD_ORGANIZATION: "claims-org", TF_CLOUD_HOSTNAME })).toThrow(
        "backend.hostname: expected a host name such as app.terraform.io in TF_CLOUD_HOSTNAME, " +
          `got: "${TF_CLOUD_HOSTNAME}"`,
      );
    },
  );

  test("is HCP Terraform only where an organization is named", () => {
    expect(backend({ TF_CLOUD_PROJECT: "claims", TF_CLOUD_HOSTNAME: "app.terraform.io" })).toEqual({
      kind: "local",
    });
  });
});
