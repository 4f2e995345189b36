mock_provider "aws" {
  # The provider checks that a policy is JSON, which an invented text isn't.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name = "claims-dev"
}

run "enforces_under_names_of_its_own" {
  command = plan

  assert {
    condition     = aws_lambda_code_signing_config.config.policies[0].untrusted_artifact_on_deployment == "Enforce"
    error_message = "Enforce must be the default."
  }
  assert {
    condition     = aws_signer_signing_profile.profile.name_prefix == "claims_dev_"
    error_message = "A profile's name takes no -."
  }
  assert {
    condition     = aws_s3_bucket.artifacts_bucket.bucket_prefix == "claims-dev-" && aws_s3_bucket.artifacts_bucket.force_destroy == false
    error_message = "The bucket must have its name, and must not be emptied."
  }
  assert {
    condition     = aws_kms_key.key.enable_key_rotation
    error_message = "The key must rotate."
  }
}
