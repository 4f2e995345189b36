provider "aws" {}

module "roles" {
  source = "../../terraform/hcp-terraform-roles"

  organization      = var.organization
  project           = var.project
  workspace         = var.workspace
  host              = var.host
  name_prefix       = var.name_prefix
  oidc_provider_arn = var.oidc_provider_arn
  tags              = var.tags
}
