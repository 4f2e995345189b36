import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement as Statement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { Aws } from "../aws";
import { checkProps, expectThat, isToken } from "../checks";
import { applyStatements } from "./apply-statements";
import { ManagedNames } from "./managed-names";
import { oidcProvider } from "./oidc-provider";
import { planStatements } from "./plan-statements";
import * as rules from "./rules";

export interface HcpTerraformRolesProps {
  /** Name of the organization in HCP Terraform. */
  readonly organization: string;
  /** Name of the project, such as `Default Project`. */
  readonly project: string;
  /** Name of the workspace. `*` stands for any number of characters: `signed-lambda-*-dev-us-east-1`. */
  readonly workspace: string;
  /**
   * What the names of all that the workspace manages begin with, a `-` following: 3 to 31 lower-case letters, digits
   * and `-`, a letter first. The two roles' own names begin with it, too.
   */
  readonly namePrefix: string;
  /** Host name of HCP Terraform, or of a Terraform Enterprise that AWS can reach. @default app.terraform.io */
  readonly host?: string;
  /**
   * ARN of the account's OIDC provider for the host: an account can have one for each. A Terraform variable may be
   * null, and a provider is made then.
   * @default a new one
   */
  readonly oidcProviderArn?: string;
  /**
   * Value of the tag `Project` that the workspace gives to its KMS keys: the apply role uses, changes and deletes no
   * other key.
   * @default signed-lambda
   */
  readonly projectTag?: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

type RunPhase = "plan" | "apply";

/** What HCP Terraform puts into its tokens as their audience, unless TFC_AWS_WORKLOAD_IDENTITY_AUDIENCE is set. */
const AUDIENCE = "aws.workload.identity";

/**
 * What lets the runs of a workspace in HCP Terraform into an AWS account, without keys that somebody would have to
 * keep: a role for plans that reads and can't sign, and a role for applies that deploys.
 */
export class HcpTerraformRoles extends Construct {
  /** For the workspace's variable TFC_AWS_PLAN_ROLE_ARN. */
  readonly planRoleArn: string;
  /** For the workspace's variable TFC_AWS_APPLY_ROLE_ARN. */
  readonly applyRoleArn: string;
  readonly oidcProviderArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: HcpTerraformRolesProps,
  ) {
    super(scope, id);
    const { host = "app.terraform.io", projectTag = "signed-lambda" } = props;
    checkProps(this, [
      expectThat("organization", props.organization, rules.organization),
      expectThat("project", props.project, rules.project),
      expectThat("workspace", props.workspace, rules.workspace),
      expectThat("namePrefix", props.namePrefix, rules.namePrefix),
      expectThat("host", props.host, rules.host),
      expectThat("oidcProviderArn", props.oidcProviderArn, rules.oidcProviderArn),
      expectThat("oidcProviderArn", props.oidcProviderArn, {
        expected: `the provider of the host ${host}`,
        isRight: (arn) => isToken(host) || arn.endsWith(`:oidc-provider/${host}`),
      }),
      expectThat("projectTag", props.projectTag, rules.projectTag),
    ]);

    const names = new ManagedNames(Aws.of(this), props.namePrefix);
    this.oidcProviderArn = oidcProvider(this, {
      host,
      audience: AUDIENCE,
      existingArn: props.oidcProviderArn,
      tags: props.tags,
    });
    this.planRoleArn = this.role("plan", host, planStatements(names));
    this.applyRoleArn = this.role("apply", host, applyStatements(names, projectTag));
  }

  /** @returns the role's ARN */
  private role(phase: RunPhase, host: string, statements: Statement[]): string {
    const { organization, project, workspace, namePrefix, tags } = this.props;
    const trust = new DataAwsIamPolicyDocument(this, `${phase}-trust`, {
      statement: [
        {
          sid: "RunsOfTheWorkspace",
          actions: ["sts:AssumeRoleWithWebIdentity"],
          principals: [{ type: "Federated", identifiers: [this.oidcProviderArn] }],
          condition: [
            { test: "StringEquals", variable: `${host}:aud`, values: [AUDIENCE] },
            {
              // Like StringEquals where the workspace has no `*`; nothing else of it can have one.
              test: "StringLike",
              variable: `${host}:sub`,
              values: [
                `organization:${organization}:project:${project}:workspace:${workspace}:run_phase:${phase}`,
              ],
            },
          ],
        },
      ],
    });
    const role = new IamRole(this, `${phase}-role`, {
      namePrefix: `${namePrefix}-${phase}-`,
      // Out of reach of the apply role, which may change the roles of this name in the path /.
      path: "/hcp-terraform/",
      description: `What HCP Terraform's ${phase} phase may do for ${namePrefix}`,
      assumeRolePolicy: trust.json,
      tags,
    });
    new IamRolePolicy(this, `${phase}-policy`, {
      name: "permissions",
      role: role.name,
      policy: new DataAwsIamPolicyDocument(this, `${phase}-permissions`, { statement: statements }).json,
    });
    return role.arn;
  }
}
