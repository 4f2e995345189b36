mock_provider "aws" {
  # The provider checks that a policy is JSON, which an invented text isn't.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  alias       = "claims"
  description = "Encrypts claims"
}

run "rotates_and_can_be_saved_for_a_month" {
  command = plan

  assert {
    condition     = aws_kms_key.key.enable_key_rotation && aws_kms_key.key.rotation_period_in_days == 365
    error_message = "The key must rotate every year."
  }
  assert {
    condition     = aws_kms_key.key.deletion_window_in_days == 30
    error_message = "The key must be savable for 30 days."
  }
  assert {
    condition     = aws_kms_alias.alias.name == "alias/claims"
    error_message = "The alias must have its prefix."
  }
}

run "grants_nothing_unless_asked" {
  command = plan

  assert {
    condition     = length(data.aws_iam_policy_document.policy.statement) == 1
    error_message = "Only the account's administration may stand in the policy."
  }
}

run "grants_what_is_asked" {
  command = plan

  variables {
    cloudwatch_log_group_names = ["/aws/lambda/a", "/aws/lambda/b"]
    cloudtrail_trail_names     = ["audit"]
    cloudwatch_alarms          = true
  }

  assert {
    condition     = length(data.aws_iam_policy_document.policy.statement) == 6
    error_message = "Two log groups, a trail's two statements and the alarms must be added."
  }
  assert {
    condition     = length(distinct(data.aws_iam_policy_document.policy.statement[*].sid)) == 6
    error_message = "Every statement must have a sid of its own."
  }
}
