import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { HcpTerraformRoles } from "../../modules/hcp-terraform-roles";
import * as rules from "../../modules/hcp-terraform-roles/rules";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import type { ModuleSource } from "./module-source";

export const hcpTerraformRoles: ModuleSource = {
  name: "hcp-terraform-roles",
  summary:
    "What lets the runs of an HCP Terraform workspace into an AWS account without stored keys: an OIDC provider, a role for plans that reads and can't sign, and a role for applies that deploys.",
  usage: `
module "roles" {
  source = "./terraform/hcp-terraform-roles"

  organization = "claims"
  project      = "Default Project"
  workspace    = "signed-lambda-functions-dev-eu-west-1"
  name_prefix  = "signed-lambda-dev"
}`,
  build(module) {
    const roles = new HcpTerraformRoles(module.stack, THIS, {
      organization: module.string("organization", {
        description: "Name of the organization in HCP Terraform.",
        validations: [validation("organization", rules.organization)],
      }),
      project: module.string("project", {
        description: "Name of the project, such as `Default Project`.",
        validations: [validation("project", rules.project)],
      }),
      workspace: module.string("workspace", {
        description: "Name of the workspace; `*` stands for any number of characters.",
        validations: [validation("workspace", rules.workspace)],
      }),
      namePrefix: module.string("name_prefix", {
        description: "What the names of all that the workspace manages begin with, a `-` following.",
        validations: [validation("name_prefix", rules.namePrefix)],
      }),
      host: module.string("host", {
        description: "Host name of HCP Terraform, or of a Terraform Enterprise that AWS can reach.",
        default: "app.terraform.io",
        validations: [validation("host", rules.host)],
      }),
      oidcProviderArn: module.string("oidc_provider_arn", {
        description:
          "ARN of the account's OIDC provider for the host, known at plan. By default one is made: an account can have one for each host.",
        optional: true,
        validations: [validation("oidc_provider_arn", rules.oidcProviderArn)],
      }),
      projectTag: module.string("project_tag", {
        description: "Value of the tag `Project` of the KMS keys that the apply role may use and change.",
        default: "signed-lambda",
        validations: [validation("project_tag", rules.projectTag)],
      }),
      tags: module.tags(),
    });
    // Variables can't look at each other before Terraform 1.9.
    (roles.node.findChild("plan-role") as IamRole).lifecycle = {
      precondition: [
        {
          condition:
            '${var.oidc_provider_arn == null ? true : endswith(var.oidc_provider_arn, ":oidc-provider/${var.host}")}',
          errorMessage:
            "oidc_provider_arn: expected the provider of the host ${var.host}, got: ${jsonencode(var.oidc_provider_arn)}.",
        },
      ],
    };

    module.output("plan_role_arn", "For the workspace's variable TFC_AWS_PLAN_ROLE_ARN.", roles.planRoleArn);
    module.output(
      "apply_role_arn",
      "For the workspace's variable TFC_AWS_APPLY_ROLE_ARN.",
      roles.applyRoleArn,
    );
    module.output("oidc_provider_arn", "ARN of the OIDC provider.", roles.oidcProviderArn);
  },
};
