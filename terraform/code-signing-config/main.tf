# Made from modules/code-signing-config by `npm run build:modules`, which overwrites what is changed here.

resource "aws_lambda_code_signing_config" "config" {
  description = var.description
  tags        = var.tags

  allowed_publishers {
    signing_profile_version_arns = var.publishers
  }

  policies {
    untrusted_artifact_on_deployment = var.untrusted_artifact_policy
  }
}
