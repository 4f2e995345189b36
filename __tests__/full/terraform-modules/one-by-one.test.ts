import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { invoke } from "../../../rehearsal/claims";
import { leftovers } from "../../../rehearsal/leftovers";
import { packSource, startRoot, type Example } from "../examples/example";

const MINUTE = 60_000;
const ROOT = `
variable "team" {
  type    = string
  default = "claims"
}

provider "aws" {}

resource "terraform_data" "team" {
  triggers_replace = var.team
}

module "key" {
  source      = "../terraform/encryption-key"
  alias       = "one-by-one"
  description = "Encrypts packages"
  depends_on  = [terraform_data.team]
}

module "bucket" {
  source             = "../terraform/artifact-bucket"
  bucket_prefix      = "one-by-one-"
  encryption_key_arn = module.key.key_arn
  force_destroy      = true
}

module "profile" {
  source      = "../terraform/signing-profile"
  name_prefix = "one_by_one_"
}

module "config" {
  source     = "../terraform/code-signing-config"
  publishers = [module.profile.profile_version_arn]
}

module "network" {
  source                  = "../terraform/private-network"
  name                    = "one-by-one"
  availability_zone_count = 1
  interface_endpoints     = ["logs"]
  depends_on              = [terraform_data.team]
}

# As a build would upload it.
resource "aws_s3_object" "package" {
  bucket = module.bucket.bucket_name
  key    = "builds/7.zip"
  source = "function.zip"
}

module "function" {
  source                  = "../terraform/signed-function"
  function_name           = "one-by-one"
  unsigned_object         = { key = aws_s3_object.package.key, version = aws_s3_object.package.version_id }
  artifact_bucket_name    = module.bucket.bucket_name
  signing_profile_name    = module.profile.profile_name
  code_signing_config_arn = module.config.code_signing_config_arn
  depends_on              = [terraform_data.team]
}

output "function" {
  value = module.function
}
`;

// In this order: each test goes on from what the one before it left.
describe("the modules that others are made of, called one by one, and an object that a build has uploaded", () => {
  let example: Example;
  beforeAll(async () => {
    example = await startRoot("root", async (directory) => {
      await mkdir(join(directory, "src"));
      await writeFile(join(directory, "src", "index.js"), 'exports.handler = async () => "signed";\n');
      const path = await packSource(directory, "function");
      await writeFile(join(directory, "main.tf"), ROOT.replace("function.zip", path));
    });
    await example.terraform.init();
  }, 5 * MINUTE);
  afterAll(() => example?.remove(), MINUTE);

  test(
    "are applied, and the function answers",
    async () => {
      await example.terraform.apply();
      expect(await example.terraform.output()).toMatchObject({
        function: {
          role_name: expect.stringMatching(/^one-by-one-/) as string,
          dead_letter_queue_arn: expect.stringMatching(/:one-by-one-dead-letters$/) as string,
          alias_invoke_arn: expect.stringContaining("one-by-one:live") as string,
          version: "1",
          security_group_id: null,
          signing_job_arn: expect.stringMatching(/:\/signing-jobs\//) as string,
        },
      });
      expect(await invoke(example.clients.lambda, "one-by-one", {})).toBe("signed");
    },
    10 * MINUTE,
  );

  test(
    "plan no changes afterwards",
    async () => {
      expect(await example.terraform.plan()).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test(
    "replace nothing where what they depend on changes, and what they look up is unknown until then",
    async () => {
      await writeFile(join(example.directory, "team.auto.tfvars.json"), JSON.stringify({ team: "others" }));
      const { plannedChanges } = await example.terraform.plan();
      const replaced = plannedChanges
        .filter(({ action }) => action === "replace" || action === "delete")
        .map(({ address }) => address);
      expect(replaced).toEqual(["terraform_data.team"]);
    },
    3 * MINUTE,
  );

  test(
    "are destroyed, and leave nothing",
    async () => {
      await example.terraform.destroy();
      expect(await leftovers(example.clients)).toEqual([]);
    },
    10 * MINUTE,
  );
});
