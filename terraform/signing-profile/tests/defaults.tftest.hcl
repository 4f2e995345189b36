mock_provider "aws" {}

variables {
  name_prefix = "claims_"
}

run "signs_for_lambda_for_as_long_as_aws_lets_it" {
  command = plan

  assert {
    condition     = aws_signer_signing_profile.profile.platform_id == "AWSLambda-SHA384-ECDSA"
    error_message = "The platform must be Lambda's."
  }
  assert {
    condition     = one(aws_signer_signing_profile.profile.signature_validity_period).value == 135 && one(aws_signer_signing_profile.profile.signature_validity_period).type == "MONTHS"
    error_message = "Signatures must be valid for 135 months."
  }
  assert {
    condition     = length(aws_signer_signing_profile_permission.permission) == 0
    error_message = "Nobody outside of the account may use it unless asked."
  }
}

run "has_a_permission_for_each_statement" {
  command = plan

  variables {
    permissions = [
      { statement_id = "ci", principal = "210987654321", action = "signer:StartSigningJob" },
      { statement_id = "audit", principal = "arn:aws:iam::210987654321:role/audit", action = "signer:GetSigningProfile" },
    ]
  }

  assert {
    condition     = aws_signer_signing_profile_permission.permission["ci"].principal == "210987654321" && aws_signer_signing_profile_permission.permission["audit"].action == "signer:GetSigningProfile"
    error_message = "Each permission must stand under its statement id."
  }
}
