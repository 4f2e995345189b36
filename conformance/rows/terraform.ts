import type { Recorded } from "../clients/recorder";
import { terraformError, withRoot } from "../clients/terraform-root";
import { Deviation, expectEqual, expectMatch, expectThat } from "../expect";
import { LAMBDA_PLATFORM, type Location, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";
import { fault } from "./faults";
import { lifecycle, type Lifecycle } from "./terraform-lifecycle";
import { ago, revoke } from "./signer-profiles";

const provider = { grade: "provider" as const, client: "Terraform provider 5.100" };

/** Operations by method and path, of those that the rows are about. */
const OPERATIONS: ReadonlyArray<readonly [operation: string, method: string, path: RegExp]> = [
  ["PutSigningProfile", "PUT", /^\/signing-profiles\/[^/]+$/],
  ["GetSigningProfile", "GET", /^\/signing-profiles\/[^/]+$/],
  ["CancelSigningProfile", "DELETE", /^\/signing-profiles\/[^/]+$/],
  ["ListProfilePermissions", "GET", /^\/signing-profiles\/[^/]+\/permissions/],
  ["AddProfilePermission", "POST", /^\/signing-profiles\/[^/]+\/permissions$/],
  ["RemoveProfilePermission", "DELETE", /^\/signing-profiles\/[^/]+\/permissions\/[^/]+\?revisionId=.+/],
  ["StartSigningJob", "POST", /^\/signing-jobs$/],
  ["DescribeSigningJob", "GET", /^\/signing-jobs\/[^/]+$/],
  ["CreateCodeSigningConfig", "POST", /^\/2020-04-22\/code-signing-configs$/],
  ["GetCodeSigningConfig", "GET", /^\/2020-04-22\/code-signing-configs\/[^/]+$/],
  ["DeleteCodeSigningConfig", "DELETE", /^\/2020-04-22\/code-signing-configs\/[^/]+$/],
  ["ListTags", "GET", /^\/2017-03-31\/tags\/.+code-signing-config/],
  ["CreateFunction", "POST", /^\/2015-03-31\/functions$/],
  ["GetFunction", "GET", /^\/2015-03-31\/functions\/[^/]+(\?.*)?$/],
  ["ListVersionsByFunction", "GET", /^\/2015-03-31\/functions\/[^/]+\/versions/],
  ["GetFunctionCodeSigningConfig", "GET", /^\/2020-06-30\/functions\/[^/]+\/code-signing-config$/],
  ["PutFunctionCodeSigningConfig", "PUT", /^\/2020-06-30\/functions\/[^/]+\/code-signing-config$/],
  ["UpdateFunctionConfiguration", "PUT", /^\/2015-03-31\/functions\/[^/]+\/configuration$/],
  ["UpdateFunctionCode", "PUT", /^\/2015-03-31\/functions\/[^/]+\/code$/],
  ["PublishVersion", "POST", /^\/2015-03-31\/functions\/[^/]+\/versions$/],
];

const withoutSlash = (path: string): string => path.replace(/\/$/, "").replace("/?", "?");

export const operationOf = ({ method, path }: Pick<Recorded, "method" | "path">): string =>
  OPERATIONS.find((one) => one[1] === method && one[2].test(withoutSlash(path)))?.[0] ?? `${method} ${path}`;

/** The operations among what was recorded, of those named, in order. */
const sequence = (recorded: readonly Recorded[], ...operations: string[]): string[] =>
  recorded.map(operationOf).filter((operation) => operations.includes(operation));

/** Same operation several times in a row is one: the provider polls. */
const once = (operations: readonly string[]): string[] =>
  operations.filter((operation, at) => operation !== operations[at - 1]);

const bodyOf = (recorded: readonly Recorded[], operation: string): Record<string, unknown> => {
  const found = recorded.find((one) => operationOf(one) === operation);
  if (!found) throw new Deviation("the provider's calls", operation, recorded.map(operationOf));
  return JSON.parse(found.body) as Record<string, unknown>;
};

const ofFunction = ({ names }: Lifecycle, recorded: readonly Recorded[]) =>
  recorded.filter(
    ({ path, body }) =>
      path.includes(`/${names.function}/`) ||
      path.endsWith(`/${names.function}`) ||
      body.includes(`"${names.function}"`),
  );

const PROFILE = ["PutSigningProfile", "GetSigningProfile", "CancelSigningProfile"];
const PERMISSION = ["ListProfilePermissions", "AddProfilePermission", "RemoveProfilePermission"];
const JOB = ["StartSigningJob", "DescribeSigningJob"];
const CONFIG = ["CreateCodeSigningConfig", "GetCodeSigningConfig", "DeleteCodeSigningConfig", "ListTags"];

const profileRoot = (name: string | undefined): string => `
resource "aws_signer_signing_profile" "this" {
  ${name === undefined ? "" : `name = "${name}"`}
  platform_id = "${LAMBDA_PLATFORM}"
}
`;

const jobRoot = (profile: string, source: Location, more = ""): string => `
resource "aws_signer_signing_job" "this" {
  profile_name = "${profile}"
  ${more}
  source {
    s3 {
      bucket  = "${source.bucket}"
      key     = "${source.key}"
      version = "${source.version}"
    }
  }
  destination {
    s3 {
      bucket = "${source.bucket}"
      prefix = "signed/"
    }
  }
}
`;

const configRoot = (policies: string): string => `
resource "aws_lambda_code_signing_config" "this" {
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims/abcdefghij"]
  }
  ${policies}
}
`;
const ENFORCE = 'policies { untrusted_artifact_on_deployment = "Enforce" }';

async function failingJob(stage: Stage, more = ""): Promise<{ error: string; state: string[] }> {
  const { name } = await stage.fixtures.profile();
  const source = await stage.fixtures.put(Buffer.from("this is no ZIP"));
  const { statusReason } = await stage.fixtures.job(source, name);
  const result = { error: "", state: [] as string[] };
  await withRoot(stage, jobRoot(name, source, more), async (root) => {
    result.error = await terraformError(root.apply());
    result.state = await root.state().catch(() => []);
  });
  expectThat(
    "the reason is not in terraform's error",
    !result.error.includes(String(statusReason)),
    result.error,
  );
  return result;
}

interface Attribute {
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}
interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, unknown>>;
}
interface Schema {
  readonly resource_schemas: Readonly<Record<string, { block: Block }>>;
  readonly data_source_schemas: Readonly<Record<string, unknown>>;
}
const schemas = new WeakMap<Stage, Promise<Schema>>();

function schemaOf(stage: Stage): Promise<Schema> {
  let schema = schemas.get(stage);
  if (!schema) {
    schema = readSchema(stage);
    schemas.set(stage, schema);
  }
  return schema;
}

async function readSchema(stage: Stage): Promise<Schema> {
  let text = "{}";
  await withRoot(stage, "", async (root) => {
    text = await root.run("providers", "schema", "-json");
  });
  const { provider_schemas: all } = JSON.parse(text) as { provider_schemas: Record<string, Schema> };
  return all["registry.terraform.io/hashicorp/aws"]!;
}

export const TERRAFORM = [
  ...rowsOf(
    "Terraform",
    "terraform",
    {
      "profile-calls": {
        ...provider,
        claim: "A profile is put and read when it is made, read at a plan, and canceled at the end.",
        show: async (stage) => {
          const { create, read, destroy } = await lifecycle(stage);
          expectEqual("create", once(sequence(create, ...PROFILE)), [
            "PutSigningProfile",
            "GetSigningProfile",
          ]);
          expectEqual("read", once(sequence(read, ...PROFILE)), ["GetSigningProfile"]);
          expectEqual("delete", sequence(destroy, ...PROFILE).slice(-1), ["CancelSigningProfile"]);
        },
      },
      "permission-calls": {
        ...provider,
        claim:
          "A permission is listed for, a 404 tolerated, added with an empty revision and listed; removed by its revision.",
        show: async (stage) => {
          const { create, read, destroy } = await lifecycle(stage);
          expectEqual("create", once(sequence(create, ...PERMISSION)), [
            "ListProfilePermissions",
            "AddProfilePermission",
            "ListProfilePermissions",
          ]);
          const first = create.find((one) => operationOf(one) === "ListProfilePermissions");
          expectEqual("the first listing's status", first?.status, 404);
          expectEqual("revisionId", bodyOf(create, "AddProfilePermission").revisionId, "");
          expectEqual("read", once(sequence(read, ...PERMISSION)), ["ListProfilePermissions"]);
          expectEqual("delete", once(sequence(destroy, ...PERMISSION)).slice(-2), [
            "RemoveProfilePermission",
            "ListProfilePermissions",
          ]);
        },
      },
      "job-calls": {
        ...provider,
        claim:
          "A job is started with a token and described at once; at the end nothing is called, and the signed object stays.",
        show: async (stage) => {
          const { create, read, destroy, names, signedKey } = await lifecycle(stage);
          expectEqual("create", once(sequence(create, ...JOB)), JOB);
          expectMatch("clientRequestToken", bodyOf(create, "StartSigningJob").clientRequestToken, /./);
          expectEqual("read", once(sequence(read, ...JOB)), ["DescribeSigningJob"]);
          expectEqual("delete, beside its refresh", once(sequence(destroy, ...JOB)), ["DescribeSigningJob"]);
          await stage.fixtures.read(names.bucket, signedKey);
        },
      },
      "config-calls": {
        ...provider,
        claim: "A code signing config is created with an empty description, and read with its tags.",
        show: async (stage) => {
          const { create, read, destroy } = await lifecycle(stage);
          expectEqual("Description", bodyOf(create, "CreateCodeSigningConfig").Description, "");
          expectEqual(
            "create",
            [...new Set(sequence(create, ...CONFIG))],
            ["CreateCodeSigningConfig", "GetCodeSigningConfig", "ListTags"],
          );
          expectEqual("read", [...new Set(sequence(read, ...CONFIG))], ["GetCodeSigningConfig", "ListTags"]);
          expectEqual("delete", sequence(destroy, "DeleteCodeSigningConfig").length, 2);
        },
      },
      "function-calls": {
        ...provider,
        claim:
          "A function is created with its config in the same call, and read with its versions and its config.",
        show: async (stage) => {
          const life = await lifecycle(stage);
          const created = ofFunction(life, life.create);
          expectMatch(
            "CodeSigningConfigArn",
            bodyOf(created, "CreateFunction").CodeSigningConfigArn,
            /:code-signing-config:csc-/,
          );
          expectEqual("no other way to the config", sequence(created, "PutFunctionCodeSigningConfig"), []);
          const reads = new Set(ofFunction(life, life.read).map(operationOf));
          for (const operation of ["GetFunction", "ListVersionsByFunction", "GetFunctionCodeSigningConfig"]) {
            expectThat(`${operation} is among the reads`, reads.has(operation), [...reads]);
          }
        },
      },
      "function-update-order": {
        ...provider,
        claim: "A function's update sets its config first, then its layers, then its code, then publishes.",
        show: async (stage) => {
          const life = await lifecycle(stage);
          const order = [
            "PutFunctionCodeSigningConfig",
            "UpdateFunctionConfiguration",
            "UpdateFunctionCode",
            "PublishVersion",
          ];
          expectEqual("the order", sequence(ofFunction(life, life.update), ...order), order);
        },
      },
      "plan-after-apply": {
        ...provider,
        claim:
          "After an apply nothing is to be changed, not even where `source_code_hash` is that of the unsigned package.",
        show: async (stage) => {
          const { unchangedPlan } = await lifecycle(stage);
          expectEqual(
            "planned",
            unchangedPlan.map(({ action, address }) => `${action} ${address}`),
            [],
          );
        },
      },
      "job-is-replaced": {
        ...provider,
        claim: "Another version of the source replaces the job: it is signed anew.",
        show: async (stage) => {
          const { changedPlan } = await lifecycle(stage);
          const job = changedPlan.find(({ address }) => address === "aws_signer_signing_job.this");
          expectEqual("the job", job?.action, "replace");
        },
      },
      "failed-job": {
        ...provider,
        claim: "A failed job fails the apply without its reason, and is in no state.",
        show: async (stage) => {
          const { error, state } = await failingJob(stage);
          expectMatch("the error", error, /waiting for completion: waiter state transitioned to Failure/);
          expectEqual("state", state, []);
        },
      },
      "ignore-signing-job-failure": {
        ...provider,
        claim: "`ignore_signing_job_failure = true` changes nothing: the apply fails the same way.",
        show: async (stage) => {
          const { error, state } = await failingJob(stage, "ignore_signing_job_failure = true");
          expectMatch("the error", error, /waiting for completion: waiter state transitioned to Failure/);
          expectEqual("state", state, []);
        },
      },
      "job-import": {
        ...provider,
        claim: "An imported job has no `destination`, so that the next plan replaces it.",
        show: async (stage) => {
          const { name } = await stage.fixtures.profile();
          const source = await stage.fixtures.put(await handlerThatAnswers("imported"));
          const job = await stage.fixtures.job(source, name);
          await withRoot(stage, jobRoot(name, source), async (root) => {
            await root.run("import", "-input=false", "aws_signer_signing_job.this", String(job.jobId));
            const { plannedChanges } = await root.plan();
            expectEqual(
              "planned",
              plannedChanges.map(({ action }) => action),
              ["replace"],
            );
          });
        },
      },
      "two-permissions": {
        ...provider,
        claim: "Two permissions of a profile go one after the other, the second with the policy's revision.",
        show: async (stage) => {
          const permission = (name: string) => `
resource "aws_signer_signing_profile_permission" "${name}" {
  profile_name = aws_signer_signing_profile.this.name
  action       = "signer:GetSigningProfile"
  principal    = "999999999999"
  statement_id = "${name}"
}
`;
          const root = profileRoot(unique("shared")) + permission("one") + permission("other");
          await withRoot(stage, root, async (one) => {
            await one.apply();
            const revisions = one
              .take()
              .filter((call) => operationOf(call) === "AddProfilePermission" && call.status === 200)
              .map(({ body }) => (JSON.parse(body) as { revisionId: string }).revisionId === "");
            expectEqual("which of them had no revision", revisions, [true, false]);
          });
        },
      },
      "revoked-profile-stays": {
        ...provider,
        claim: "A revoked profile stays in the state, and `terraform destroy` fails on it.",
        show: async (stage) => {
          const name = unique("revoked");
          await withRoot(stage, profileRoot(name), async (root) => {
            await root.apply();
            const { profileVersion } = await stage.fixtures.signer("GetSigningProfile", {
              profileName: name,
            });
            await revoke(stage, { name, version: profileVersion as string }, ago(60));
            expectEqual("planned", (await root.plan()).hasChanges, false);
            expectMatch(
              "the error",
              await terraformError(root.destroy()),
              /A revoked profile cannot be canceled/,
            );
            expectEqual("state", await root.state(), ["aws_signer_signing_profile.this"]);
          });
        },
      },
      "fixed-name-once": {
        ...provider,
        claim:
          "A profile with a fixed name can't be made again after a destroy; one without a name gets `terraform_` and can.",
        show: async (stage) => {
          const name = unique("fixed");
          await withRoot(stage, profileRoot(name), async (root) => {
            await root.apply();
            await root.destroy();
            expectMatch(
              "the error",
              await terraformError(root.apply()),
              new RegExp(`Profile with name ${name} already exists`),
            );
            await root.write(profileRoot(undefined));
            root.take();
            await root.apply();
            const put = root.take().find((one) => operationOf(one) === "PutSigningProfile");
            expectMatch("its path", put?.path, /^\/signing-profiles\/terraform_/);
          });
        },
      },
      "canceled-profile-is-gone": {
        ...provider,
        claim: "A profile that was canceled past Terraform counts as gone: the plan makes it anew.",
        show: async (stage) => {
          const profileName = unique("gone");
          await withRoot(stage, profileRoot(profileName), async (root) => {
            await root.apply();
            await stage.fixtures.signer("CancelSigningProfile", { profileName });
            expectEqual(
              "planned",
              (await root.plan()).plannedChanges.map(({ action }) => action),
              ["create"],
            );
          });
        },
      },
      "config-deleted-past-terraform": {
        ...provider,
        claim:
          "A config that was deleted past Terraform is planned anew; one whose `policies` were taken out of the file stays as it is.",
        show: async (stage) => {
          await withRoot(stage, configRoot(ENFORCE), async (root) => {
            await root.apply();
            const shown = await root.run("show", "-json");
            const CodeSigningConfigArn = /"arn":"(arn:aws:lambda:[^"]+)"/.exec(shown)![1];
            await root.write(configRoot(""));
            expectEqual("without policies", (await root.plan()).hasChanges, false);
            await stage.fixtures.lambda("DeleteCodeSigningConfig", { CodeSigningConfigArn });
            expectEqual(
              "planned",
              (await root.plan()).plannedChanges.map(({ action }) => action),
              ["create"],
            );
          });
        },
      },
      "config-in-use": {
        ...provider,
        claim: "The deletion of a config in use fails at once, without another try.",
        show: async (stage) => {
          await withRoot(stage, configRoot(ENFORCE.replace("Enforce", "Warn")), async (root) => {
            await root.apply();
            const shown = await root.run("show", "-json");
            const CodeSigningConfigArn = /"arn":"(arn:aws:lambda:[^"]+)"/.exec(shown)![1];
            await stage.fixtures.create(unique("holder"), await handlerThatAnswers("holder"), {
              CodeSigningConfigArn,
            });
            root.take();
            expectMatch(
              "the error",
              await terraformError(root.destroy()),
              /another operation is in progress/,
            );
            expectEqual("tries", sequence(root.take(), "DeleteCodeSigningConfig").length, 1);
          });
        },
      },
      "failed-update-hides-drift": {
        ...provider,
        claim:
          "A refused update leaves the new `source_code_hash` in the state: the next plan sees nothing to do.",
        show: async (stage) => {
          const { fixtures } = stage;
          const profile = await fixtures.profile();
          const config = await fixtures.config("Enforce", profile);
          const name = unique("drifting");
          const root = ({ bucket, key }: Location, hash: string) => `
resource "aws_lambda_function" "this" {
  function_name           = "${name}"
  role                    = "arn:aws:iam::123456789012:role/function"
  runtime                 = "nodejs22.x"
  handler                 = "index.handler"
  s3_bucket               = "${bucket}"
  s3_key                  = "${key}"
  source_code_hash        = "${hash}"
  code_signing_config_arn = "${config}"
}
`;
          const { location } = await fixtures.sign(await handlerThatAnswers("signed"), profile);
          const unsigned = await fixtures.put(await handlerThatAnswers("unsigned"), {
            key: location.key,
            bucket: location.bucket,
          });
          const [first] = [await fixtures.sign(await handlerThatAnswers("signed"), profile)];
          await withRoot(stage, root(first.location, "Zmlyc3Q="), async (one) => {
            await one.apply();
            await one.write(root({ ...unsigned }, "c2Vjb25k"));
            expectMatch("the error", await terraformError(one.apply()), /CodeVerificationFailedException/);
            const planned = (await one.plan()).plannedChanges;
            expectEqual("planned", planned, []);
          });
        },
      },
      "name-prefix": {
        ...provider,
        claim: "`name_prefix` has at most 38 characters.",
        show: async (stage) => {
          const root = (prefix: string) =>
            profileRoot(undefined).replace("platform_id", `name_prefix = "${prefix}"\n  platform_id`);
          await withRoot(stage, root("a".repeat(39)), async (one) => {
            expectMatch("the error", await terraformError(one.plan()), /name_prefix/);
            await one.write(root("a".repeat(38)));
            expectEqual("planned", (await one.plan()).plannedChanges.length, 1);
          });
        },
      },
      "schema-no-profile-owner": {
        ...provider,
        claim:
          "The provider has no `profile_owner`, so no signing with another account's profile, and no resource that revokes.",
        show: async (stage) => {
          const { resource_schemas: resources } = await schemaOf(stage);
          const job = resources.aws_signer_signing_job!.block.attributes;
          expectThat(
            "no profile_owner",
            !("profile_owner" in job) && "profile_name" in job,
            Object.keys(job),
          );
          const signer = Object.keys(resources)
            .filter((name) => name.startsWith("aws_signer_"))
            .sort();
          expectEqual("resources", signer, [
            "aws_signer_signing_job",
            "aws_signer_signing_profile",
            "aws_signer_signing_profile_permission",
          ]);
        },
      },
      "schema-of-function": {
        ...provider,
        claim: "A function takes a config's ARN; the ARNs of its signature can only be read.",
        show: async (stage) => {
          const { attributes } = (await schemaOf(stage)).resource_schemas.aws_lambda_function!.block;
          const kind = (name: string) => [
            attributes[name]?.optional ?? false,
            attributes[name]?.computed ?? false,
          ];
          expectEqual("code_signing_config_arn, optional and computed", kind("code_signing_config_arn"), [
            true,
            false,
          ]);
          expectEqual("signing_job_arn", kind("signing_job_arn"), [false, true]);
          expectEqual("signing_profile_version_arn", kind("signing_profile_version_arn"), [false, true]);
        },
      },
      "data-sources": {
        ...provider,
        claim:
          "There are data sources of profiles, jobs and code signing configs, and they read what there is.",
        show: async (stage) => {
          const profile = await stage.fixtures.profile();
          const { jobId } = await stage.fixtures.sign(await handlerThatAnswers("data"), profile);
          const arn = await stage.fixtures.config("Enforce", profile);
          const data = `
data "aws_signer_signing_profile" "this" { name = "${profile.name}" }
data "aws_signer_signing_job" "this" { job_id = "${jobId}" }
data "aws_lambda_code_signing_config" "this" { arn = "${arn}" }
output "found" {
  value = [data.aws_signer_signing_profile.this.version, data.aws_signer_signing_job.this.status, data.aws_lambda_code_signing_config.this.policies[0].untrusted_artifact_on_deployment]
}
`;
          await withRoot(stage, data, async (root) => {
            await root.apply();
            expectEqual("found", JSON.parse(await root.run("output", "-json", "found")), [
              profile.version,
              "Succeeded",
              "Enforce",
            ]);
          });
        },
      },
    },
    "terraform",
  ),
  ...rowsOf(
    "Terraform",
    "terraform",
    {
      "slow-job": {
        ...provider,
        claim:
          "A job that isn't done when it is first described, at once, is described again only some 20 seconds later.",
        show: async (stage) => {
          const { name } = await stage.fixtures.profile();
          const source = await stage.fixtures.put(await handlerThatAnswers("slow"));
          await fault(stage, { kind: "slow-jobs", milliseconds: 6_500 }, () =>
            withRoot(stage, jobRoot(name, source), async (root) => {
              await root.apply();
              const recorded = root.take();
              const started = recorded.find((one) => operationOf(one) === "StartSigningJob");
              const described = recorded.filter((one) => operationOf(one) === "DescribeSigningJob");
              const gap = described[1]!.at - described[0]!.at;
              expectThat(
                "the first comes when the job was started",
                described[0]!.at - started!.at < 8_000,
                described[0],
              );
              expectThat("the second comes 18 to 25 s later", gap > 18_000 && gap < 25_000, gap);
            }),
          );
        },
      },
      "job-not-found-at-first": {
        ...provider,
        claim: "A job that isn't found when it is first described fails the apply at once.",
        show: async (stage) => {
          const { name } = await stage.fixtures.profile();
          const source = await stage.fixtures.put(await handlerThatAnswers("early"));
          await fault(stage, { kind: "new-jobs-not-found", describes: 1 }, () =>
            withRoot(stage, jobRoot(name, source), async (root) => {
              expectMatch(
                "the error",
                await terraformError(root.apply()),
                /waiting for completion: waiter state transitioned to Failure/,
              );
              expectEqual("calls", sequence(root.take(), ...JOB), JOB);
            }),
          );
        },
      },
    },
    "own",
  ),
];
