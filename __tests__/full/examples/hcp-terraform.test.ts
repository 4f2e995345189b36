import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetRoleCommand, GetRolePolicyCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { Terraform } from "../../../toolchain";
import { startExample, type Example } from "./example";

const MINUTE = 60_000;

// In this order: each test goes on from what the one before it left.
describe("examples/hcp-terraform", () => {
  let example: Example;
  let inWorkspace: Terraform;

  beforeAll(async () => {
    example = await startExample("hcp-terraform");
    const workspace = join(example.directory, "workspace");
    cpSync(join(example.directory, "local-aws_override.tf"), join(workspace, "local-aws_override.tf"));
    for (const directory of [example.directory, workspace]) {
      // In place of the cloud block: HCP Terraform doesn't run here.
      writeFileSync(join(directory, "state_override.tf"), 'terraform {\n  backend "local" {}\n}\n');
    }
    const environment = { ...example.environment, TF_VAR_organization: "claims-org" };
    example = { ...example, terraform: new Terraform({ directory: example.directory, environment }) };
    inWorkspace = new Terraform({ directory: workspace, environment });
    await example.terraform.init();
    await inWorkspace.init();
  }, 5 * MINUTE);
  afterAll(() => example?.remove(), MINUTE);

  const outputs = async () => (await example.terraform.output()) as Record<string, string>;
  const roleName = (arn: string | undefined) => arn!.split("/").at(-1)!;

  test(
    "makes the two roles, and says what the workspaces are to be told",
    async () => {
      await example.terraform.apply();
      const { plan_role_arn, apply_role_arn, oidc_provider_arn, workspace_variables } = await outputs();
      expect(plan_role_arn).toMatch(/^arn:aws:iam::\d{12}:role\/hcp-terraform\/hello-plan-/);
      expect(apply_role_arn).toMatch(/^arn:aws:iam::\d{12}:role\/hcp-terraform\/hello-apply-/);
      expect(oidc_provider_arn).toMatch(/:oidc-provider\/app\.terraform\.io$/);
      expect(workspace_variables).toEqual({
        TFC_AWS_PROVIDER_AUTH: "true",
        TFC_AWS_PLAN_ROLE_ARN: plan_role_arn,
        TFC_AWS_APPLY_ROLE_ARN: apply_role_arn,
      });
    },
    5 * MINUTE,
  );

  test.each(["plan", "apply"])("lets the %s phase of the workspaces in", async (phase) => {
    const role = await example.clients.iam.send(
      new GetRoleCommand({ RoleName: roleName((await outputs())[`${phase}_role_arn`]) }),
    );
    const trust = JSON.parse(decodeURIComponent(role.Role!.AssumeRolePolicyDocument!)) as {
      Statement: unknown[];
    };
    expect(trust.Statement).toEqual([
      {
        Sid: "RunsOfTheWorkspace",
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: (await outputs()).oidc_provider_arn },
        Condition: {
          StringEquals: { "app.terraform.io:aud": "aws.workload.identity" },
          StringLike: {
            "app.terraform.io:sub":
              "organization:claims-org:project:Default Project:" +
              `workspace:signed-lambda-hello-*:run_phase:${phase}`,
          },
        },
      },
    ]);
  });

  test("lets plans start no signing job", async () => {
    const { PolicyDocument } = await example.clients.iam.send(
      new GetRolePolicyCommand({
        RoleName: roleName((await outputs()).plan_role_arn),
        PolicyName: "permissions",
      }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument!)) as {
      Statement: { Effect: string; Action: string | string[] }[];
    };
    const denied = Statement.filter(({ Effect }) => Effect === "Deny").flatMap(({ Action }) => Action);
    expect(denied.sort()).toEqual(["signer:SignPayload", "signer:StartSigningJob"]);
  });

  test(
    "plans no changes afterwards",
    async () => {
      expect(await example.terraform.plan()).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test(
    "makes no OIDC provider where the account has one",
    async () => {
      const { oidc_provider_arn: arn } = await outputs();
      const told = new Terraform({
        directory: example.directory,
        environment: {
          ...example.environment,
          TF_VAR_organization: "claims-org",
          TF_VAR_oidc_provider_arn: arn,
        },
      });
      const { plannedChanges } = await told.plan();
      expect(
        plannedChanges.filter(({ address }) => address.includes("aws_iam_openid_connect_provider")),
      ).toMatchObject([{ action: "delete" }]);
    },
    3 * MINUTE,
  );

  test(
    "has a workspace that is applied, and whose second plan is empty",
    async () => {
      await inWorkspace.apply();
      expect(await inWorkspace.output()).toMatchObject({
        artifact_bucket_name: expect.stringMatching(/^hello-dev-/) as string,
        signing_profile_version_arn: expect.stringMatching(/:\/signing-profiles\/hello_dev_/) as string,
      });
      expect(await inWorkspace.plan()).toMatchObject({ hasChanges: false });
    },
    8 * MINUTE,
  );

  test(
    "is destroyed, and leaves no role",
    async () => {
      await inWorkspace.destroy();
      await example.terraform.destroy();
      const { Roles } = await example.clients.iam.send(
        new ListRolesCommand({ PathPrefix: "/hcp-terraform/" }),
      );
      expect(Roles).toEqual([]);
    },
    8 * MINUTE,
  );
});
