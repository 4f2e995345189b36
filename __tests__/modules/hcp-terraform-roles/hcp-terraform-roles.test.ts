import { readFileSync } from "node:fs";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { HcpTerraformRoles, type HcpTerraformRolesProps } from "../../../modules/hcp-terraform-roles";
import { problemsOf, Template } from "../../template";

const make = (stack: TerraformStack, props: Partial<HcpTerraformRolesProps> = {}) =>
  new HcpTerraformRoles(stack, "roles", {
    organization: "claims-org",
    project: "Default Project",
    workspace: "signed-lambda-functions-dev-us-east-1",
    namePrefix: "signed-lambda-dev",
    ...props,
  });
const roles = (props: Partial<HcpTerraformRolesProps> = {}) =>
  Template.of((stack) => void make(stack, props));
const problems = (props: Partial<HcpTerraformRolesProps>) => problemsOf((stack) => void make(stack, props));

interface Statement {
  readonly sid: string;
  readonly effect?: string;
  readonly actions: string[];
  readonly resources?: string[];
  readonly principals?: object[];
  readonly condition?: { readonly test: string; readonly variable: string; readonly values: string[] }[];
}
type Phase = "plan" | "apply";

/** The statements of `plan-trust`, `apply-permissions` and so on. */
const statements = (template: Template, document: `${Phase}-${"trust" | "permissions"}`): Statement[] => {
  const all = (template.json.data as Record<string, Record<string, { statement: Statement[] }>>)
    .aws_iam_policy_document!;
  const [name] = Object.keys(all).filter((one) => one.startsWith(`roles_${document}_`));
  return all[name!]!.statement;
};
const allowed = (template: Template, phase: Phase) =>
  statements(template, `${phase}-permissions`).filter(({ effect }) => effect !== "Deny");
const actions = (template: Template, phase: Phase) =>
  [...new Set(allowed(template, phase).flatMap((statement) => statement.actions))].sort();
const reads = (action: string) => /^[\w-]+:(Get|List|Describe)/.test(action);

describe("the OIDC provider of HCP Terraform", () => {
  test("takes the audience of AWS workload identity, and nothing that the oldest provider lacks", () => {
    expect(roles().resource("aws_iam_openid_connect_provider")).toEqual({
      url: "https://app.terraform.io",
      client_id_list: ["aws.workload.identity"],
    });
  });

  test("is of another host where Terraform Enterprise runs there", () => {
    const template = roles({ host: "terraform.example.com" });
    expect(template.resource("aws_iam_openid_connect_provider").url).toBe("https://terraform.example.com");
    expect(statements(template, "plan-trust")[0]!.condition!.map(({ variable }) => variable)).toEqual([
      "terraform.example.com:aud",
      "terraform.example.com:sub",
    ]);
  });

  test("is the account's own where it has one already", () => {
    const oidcProviderArn = "arn:aws:iam::123456789012:oidc-provider/app.terraform.io";
    const template = roles({ oidcProviderArn });
    expect(template.resources("aws_iam_openid_connect_provider")).toEqual([]);
    for (const document of ["plan-trust", "apply-trust"] as const) {
      expect(statements(template, document)[0]!.principals).toEqual([
        { type: "Federated", identifiers: [oidcProviderArn] },
      ]);
    }
  });

  test("is made where a variable that would name it is null", () => {
    const template = Template.of((stack) => {
      const variable = new TerraformVariable(stack, "oidc_provider_arn", { type: "string" });
      make(stack, { oidcProviderArn: variable.stringValue });
    });
    const address = template.address("aws_iam_openid_connect_provider");
    expect(template.resource("aws_iam_openid_connect_provider").count).toBe(
      "${(var.oidc_provider_arn == null) ? 1 : 0}",
    );
    expect(statements(template, "plan-trust")[0]!.principals).toEqual([
      { type: "Federated", identifiers: [`\${coalesce(var.oidc_provider_arn, one(${address}[*].arn))}`] },
    ]);
  });

  test("is none of this module's where another resource is named, whose ARN nobody knows when Terraform counts", () => {
    const template = Template.of((stack) => {
      const other = make(stack);
      new HcpTerraformRoles(stack, "more", {
        organization: "claims-org",
        project: "claims",
        workspace: "other",
        namePrefix: "other",
        oidcProviderArn: other.oidcProviderArn,
      });
    });
    expect(template.resources("aws_iam_openid_connect_provider")).toHaveLength(1);
  });
});

describe.each(["plan", "apply"] as const)("the %s role", (phase) => {
  test("lets in one phase of one workspace's runs, and nobody else", () => {
    const template = roles();
    expect(statements(template, `${phase}-trust`)).toEqual([
      {
        sid: "RunsOfTheWorkspace",
        actions: ["sts:AssumeRoleWithWebIdentity"],
        principals: [
          {
            type: "Federated",
            identifiers: [`\${${template.address("aws_iam_openid_connect_provider")}.arn}`],
          },
        ],
        condition: [
          { test: "StringEquals", variable: "app.terraform.io:aud", values: ["aws.workload.identity"] },
          {
            test: "StringLike",
            variable: "app.terraform.io:sub",
            values: [
              "organization:claims-org:project:Default Project:" +
                `workspace:signed-lambda-functions-dev-us-east-1:run_phase:${phase}`,
            ],
          },
        ],
      },
    ]);
  });

  test("stands where no role that it manages does", () => {
    const template = roles();
    const [role] = template
      .resources("aws_iam_role")
      .filter(({ name_prefix }) => name_prefix === `signed-lambda-dev-${phase}-`);
    expect(role).toMatchObject({ path: "/hcp-terraform/" });
    expect(
      allowed(template, "apply")
        .filter((statement) => statement.actions.some((action) => action.startsWith("iam:")))
        .flatMap(({ resources }) => resources),
    ).toEqual(Array(2).fill(expect.stringMatching(/:role\/signed-lambda-dev-\*$/)));
  });

  test("keeps what IAM takes in a role's own policies, 10240 characters, with the longest name", () => {
    const template = roles({ namePrefix: `a${"b".repeat(30)}` });
    const policy = {
      Version: "2012-10-17",
      Statement: statements(template, `${phase}-permissions`).map(
        ({ sid, effect = "Allow", actions: Action, resources: Resource, condition: Condition }) => ({
          ...{ Sid: sid, Effect: effect, Action, Resource, Condition },
        }),
      ),
    };
    // As long as the partition and the account's number can be.
    const text = JSON.stringify(policy)
      .replaceAll(/\$\{data\.aws_partition[^}]*\}/g, "aws-us-gov")
      .replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, "123456789012");
    expect(text).not.toContain("${");
    expect(text.length).toBeLessThan(10240);
  });
});

describe("the plan role", () => {
  test("reads, and does nothing else but decrypt the environments of its own functions", () => {
    expect(actions(roles(), "plan").filter((action) => !reads(action))).toEqual(["kms:Decrypt"]);
    expect(roles().statement("ReadEnvironmentsOfFunctions")).toMatchObject({
      condition: [
        { test: "StringLike", variable: "kms:ViaService", values: ["lambda.*.amazonaws.com"] },
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:lambda:FunctionArn",
          values: [expect.stringMatching(/:lambda:\*:\$\{[^}]+\}:function:signed-lambda-dev-\*$/)],
        },
      ],
    });
  });

  test("can't sign, whatever else is attached to it", () => {
    expect(roles().statement("NeverSign")).toEqual({
      sid: "NeverSign",
      effect: "Deny",
      actions: ["signer:StartSigningJob", "signer:SignPayload"],
      resources: ["*"],
    });
  });

  test("may read all that the apply role may, so that a plan sees what an apply sees", () => {
    const template = roles();
    const granted = actions(template, "plan");
    const covers = (pattern: string, action: string) =>
      pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
    const missing = actions(template, "apply")
      .filter((action) => reads(action) && action !== "s3:Get*")
      .filter((action) => !granted.some((pattern) => covers(pattern, action)));
    expect(missing).toEqual([]);
  });

  test("names a resource wherever AWS has any", () => {
    expect(
      allowed(roles(), "plan")
        .filter(({ resources }) => resources!.includes("*"))
        .map(({ sid }) => sid),
    ).toEqual(["ReadKeys", "ReadEnvironmentsOfFunctions", "FindLogGroups", "ReadNetwork"]);
  });
});

describe("the apply role", () => {
  test("may do what docs/deploy-to-aws.md lists, no more and no less", () => {
    const page = readFileSync("docs/deploy-to-aws.md", "utf8");
    const policies = [...page.matchAll(/```json\n([^]*?)```/g)].map(
      ([, json]) => JSON.parse(json!) as { Statement: { Action: string | string[] }[] },
    );
    const listed = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    // The page has it in two lists, with what s3:Get* covers in the other.
    expect(listed.length).toBeGreaterThan(100);
    const covered = ["s3:GetBucketLocation", "s3:GetBucketVersioning"];
    expect(actions(roles(), "apply")).toEqual(
      [...new Set(listed)].filter((action) => !covered.includes(action)).sort(),
    );
  });

  test("signs with the profiles of its own name only", () => {
    expect(roles().statement("SigningProfiles").resources).toEqual([
      expect.stringMatching(/:signer:\*:\$\{[^}]+\}:\/signing-profiles\/signed_lambda_dev_\*$/),
    ]);
  });

  test("creates no function without a code signing config, and detaches none", () => {
    const template = roles();
    expect(template.statement("CreateFunctionsUnderCodeSigningConfigs")).toMatchObject({
      actions: ["lambda:CreateFunction"],
      condition: [
        {
          test: "ArnLike",
          variable: "lambda:CodeSigningConfigArn",
          values: [expect.stringMatching(/:code-signing-config:\*$/)],
        },
      ],
    });
    const granting = allowed(template, "apply").filter((statement) =>
      statement.actions.includes("lambda:CreateFunction"),
    );
    expect(granting).toHaveLength(1);
    expect(actions(template, "apply")).not.toContain("lambda:DeleteFunctionCodeSigningConfig");
  });

  test("uses, changes and deletes no key without the project's tag", () => {
    for (const [props, value] of [
      [{}, "signed-lambda"],
      [{ projectTag: "claims" }, "claims"],
    ] as const) {
      expect(roles(props).statement("UseAndChangeKeysOfTheProject")).toMatchObject({
        actions: expect.arrayContaining([
          "kms:Decrypt",
          "kms:PutKeyPolicy",
          "kms:ScheduleKeyDeletion",
        ]) as string[],
        condition: [{ test: "StringEquals", variable: "aws:ResourceTag/Project", values: [value] }],
      });
    }
  });

  test("is given what begins with its name and a dash, in every list", () => {
    const named = allowed(roles(), "apply").flatMap(({ resources }) => resources!);
    const foreign = named.filter(
      (resource) =>
        resource !== "*" &&
        !/(:|\/)signed[-_]lambda[-_]dev([-_]\*(\/\*)?|:\*)?$/.test(resource) &&
        !/:(code-signing-config:|\/signing-jobs\/)\*$/.test(resource),
    );
    expect(foreign).toEqual([]);
  });
});

describe("the props of the roles", () => {
  test.each<[keyof HcpTerraformRolesProps, string, string]>([
    ["organization", "*", "the name of one organization: letters, digits, - or _"],
    ["organization", "claims:project", "the name of one organization: letters, digits, - or _"],
    ["organization", "", "the name of one organization: letters, digits, - or _"],
    ["project", "*", "the name of one project: letters, digits, spaces, - or _"],
    ["project", "claim?", "the name of one project: letters, digits, spaces, - or _"],
    ["project", " claims", "the name of one project: letters, digits, spaces, - or _"],
    [
      "workspace",
      "functions-?",
      "the name of a workspace: 1 to 90 letters, digits, - or _, and * for any number of them",
    ],
    [
      "workspace",
      "x:run_phase:apply",
      "the name of a workspace: 1 to 90 letters, digits, - or _, and * for any number of them",
    ],
    ["namePrefix", "signed-lambda-", "3 to 31 lower-case letters, digits or -, a letter first and no - last"],
    [
      "namePrefix",
      `a${"b".repeat(31)}`,
      "3 to 31 lower-case letters, digits or -, a letter first and no - last",
    ],
    ["host", "https://app.terraform.io", "a host name in lower case, without https:// and port"],
    ["host", "terraform.example.com:8443", "a host name in lower case, without https:// and port"],
    ["projectTag", "", "the value of a tag: 1 to 256 letters, digits, spaces or _ . : / = + - @"],
    [
      "oidcProviderArn",
      "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      "the provider of the host app.terraform.io",
    ],
  ])("refuse the %s %j", (prop, value, expected) => {
    expect(problems({ [prop]: value })).toEqual([
      `[stack/roles] ${prop}: expected ${expected}, got: ${JSON.stringify(value)}`,
    ]);
  });

  test.each<[keyof HcpTerraformRolesProps, string]>([
    ["workspace", "signed-lambda-*-dev-us-east-1"],
    ["project", "Default Project"],
    ["namePrefix", `a${"b".repeat(30)}`],
    ["host", "terraform.example.com"],
    ["projectTag", "team a/b"],
  ])("take the %s %j", (prop, value) => {
    expect(problems({ [prop]: value })).toEqual([]);
  });

  test("are all listed at once", () => {
    expect(
      problems({
        organization: "?",
        project: "?",
        workspace: "?",
        namePrefix: "?",
        oidcProviderArn: "?",
      }).map((problem) => problem.split(":")[0]),
    ).toEqual(
      ["organization", "project", "workspace", "namePrefix", "oidcProviderArn", "oidcProviderArn"].map(
        (prop) => `[stack/roles] ${prop}`,
      ),
    );
  });

  test("may be Terraform variables, every one of them", () => {
    const found = Template.of((stack) => {
      const variable = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
      make(stack, {
        organization: variable("organization"),
        project: variable("project"),
        workspace: variable("workspace"),
        namePrefix: variable("name_prefix"),
        host: variable("host"),
        projectTag: variable("project_tag"),
        oidcProviderArn: variable("oidc_provider_arn"),
      });
    });
    expect(JSON.stringify(found.json)).not.toMatch(/TfToken|\[object/);
    expect(statements(found, "plan-trust")[0]!.condition![1]).toEqual({
      test: "StringLike",
      variable: "${var.host}:sub",
      values: [
        "organization:${var.organization}:project:${var.project}:workspace:${var.workspace}:run_phase:plan",
      ],
    });
    expect(found.statement("SigningProfiles").resources).toEqual([
      expect.stringMatching(/signing-profiles\/\$\{replace\(var\.name_prefix, "-", "_"\)\}_\*$/),
    ]);
  });
});
