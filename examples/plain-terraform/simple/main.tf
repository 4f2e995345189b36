terraform {
  required_version = ">= 1.5.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {}

module "code_signing" {
  source = "../../../terraform/code-signing"

  name          = "hello"
  force_destroy = true
}

module "hello" {
  source = "../../../terraform/signed-function"

  function_name           = "hello"
  package_path            = var.package_path
  artifact_bucket_name    = module.code_signing.artifact_bucket_name
  signing_profile_name    = module.code_signing.profile_name
  code_signing_config_arn = module.code_signing.code_signing_config_arn
}
