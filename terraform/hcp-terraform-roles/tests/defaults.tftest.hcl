mock_provider "aws" {
  # The provider checks that a policy is JSON, which an invented text isn't.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  organization = "claims"
  project      = "Default Project"
  workspace    = "signed-lambda-functions-dev-eu-west-1"
  name_prefix  = "signed-lambda-dev"
}

run "makes_a_provider_and_two_roles" {
  command = plan

  assert {
    condition     = aws_iam_openid_connect_provider.oidc_provider[0].url == "https://app.terraform.io"
    error_message = "The provider must be HCP Terraform's."
  }
  assert {
    condition     = aws_iam_openid_connect_provider.oidc_provider[0].client_id_list == toset(["aws.workload.identity"])
    error_message = "The audience must be HCP Terraform's."
  }
  assert {
    condition     = contains(flatten(data.aws_iam_policy_document.plan_trust.statement[0].condition[*].values), "organization:claims:project:Default Project:workspace:signed-lambda-functions-dev-eu-west-1:run_phase:plan")
    error_message = "Only plans may assume the plan role."
  }
  assert {
    condition     = contains(flatten(data.aws_iam_policy_document.apply_trust.statement[0].condition[*].values), "organization:claims:project:Default Project:workspace:signed-lambda-functions-dev-eu-west-1:run_phase:apply")
    error_message = "Only applies may assume the apply role."
  }
}

run "takes_the_provider_that_is_there" {
  command = plan

  variables {
    oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/app.terraform.io"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.oidc_provider) == 0
    error_message = "No second provider may be made for a host."
  }
}

run "refuses_the_provider_of_another_host" {
  command = plan

  variables {
    oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  expect_failures = [aws_iam_role.plan_role]
}
