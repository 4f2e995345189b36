terraform {
  required_version = ">= 1.5.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  default_tags {
    tags = { Project = "claims" }
  }
}

data "aws_partition" "current" {}

locals {
  # The one bucket that the functions reach, and read. Their own code comes to them another way.
  inbox_arn = "arn:${data.aws_partition.current.partition}:s3:::claims-inbox"

  functions = {
    intake = { memory_size = 512, environment = { STAGE = "intake" } }
    review = { memory_size = 256, environment = {} }
  }
}

module "code_signing" {
  source = "../../../terraform/code-signing"

  name               = "claims"
  signature_validity = { value = 12, type = "MONTHS" }
  force_destroy      = true
}

module "network" {
  source = "../../../terraform/private-network"

  name                = "claims"
  cidr_block          = "10.20.0.0/16"
  interface_endpoints = ["logs", "kms", "sqs"]
  encryption_key      = { arn = module.key.key_arn }
  s3_bucket_arns      = [local.inbox_arn]
}

# One key for the network's logs and for both functions.
module "key" {
  source = "../../../terraform/encryption-key"

  alias       = "claims"
  description = "Encrypts the logs, the environments and the dead letters of claims"
  cloudwatch_log_group_names = concat(
    ["/aws/vpc/flow-logs/claims"],
    [for name in keys(local.functions) : "/aws/lambda/claims-${name}"],
  )
}

module "claims" {
  source   = "../../../terraform/signed-function"
  for_each = local.functions

  function_name           = "claims-${each.key}"
  package_path            = var.package_path
  memory_size             = each.value.memory_size
  environment             = each.value.environment
  network                 = module.network.network
  artifact_bucket_name    = module.code_signing.artifact_bucket_name
  signing_profile_name    = module.code_signing.profile_name
  code_signing_config_arn = module.code_signing.code_signing_config_arn
  encryption_key          = { arn = module.key.key_arn }
  policy_statements = [
    { sid = "ReadClaims", actions = ["s3:GetObject"], resources = ["${local.inbox_arn}/*"] },
  ]
}
