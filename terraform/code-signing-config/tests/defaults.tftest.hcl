mock_provider "aws" {}

variables {
  publishers = ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims_1/UqFTRcZGNs"]
}

run "enforces" {
  command = plan

  assert {
    condition     = aws_lambda_code_signing_config.config.policies[0].untrusted_artifact_on_deployment == "Enforce"
    error_message = "Enforce must be the default."
  }
  assert {
    condition     = aws_lambda_code_signing_config.config.allowed_publishers[0].signing_profile_version_arns == toset(var.publishers)
    error_message = "The publishers must be those that are given."
  }
}

run "warns_only_where_asked" {
  command = plan

  variables {
    untrusted_artifact_policy = "Warn"
  }

  assert {
    condition     = aws_lambda_code_signing_config.config.policies[0].untrusted_artifact_on_deployment == "Warn"
    error_message = "Warn must be what is asked for."
  }
}
