terraform {
  required_version = ">= 1.6.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {}

module "code_signing" {
  source = "../../terraform/code-signing"

  name          = "adopted"
  force_destroy = true
}

import {
  to = aws_lambda_function.existing
  id = var.function_name
}

# Every setting that the function has must stand here: what is left out, the plan takes away from it.
resource "aws_lambda_function" "existing" {
  function_name = var.function_name
  role          = var.role_arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  memory_size   = 512
  timeout       = 30
  tags          = { Team = "claims" }

  environment {
    variables = { STAGE = "prod" }
  }

  # The one thing that is new.
  code_signing_config_arn = module.code_signing.code_signing_config_arn

  # The provider wants to know where the code comes from. Until there is a signed object it is told of a file, which it
  # never reads: an import brings no source with it, and what is ignored stays so.
  filename          = var.signed_object == null ? "not-read.zip" : null
  s3_bucket         = var.signed_object == null ? null : var.signed_object.bucket
  s3_key            = var.signed_object == null ? null : var.signed_object.key
  s3_object_version = var.signed_object == null ? null : var.signed_object.version

  lifecycle {
    ignore_changes = [filename, publish]
  }
}
