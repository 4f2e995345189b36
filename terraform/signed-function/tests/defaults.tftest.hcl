mock_provider "aws" {
  # The provider checks that a policy is JSON, which an invented text isn't.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  function_name           = "submit-claim"
  artifact_bucket_name    = "claims-artifacts"
  signing_profile_name    = "claims_1"
  code_signing_config_arn = "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0"
}

run "signs_the_zip_that_it_uploads" {
  command = plan

  variables {
    package_path = "tests/not-a-zip.txt"
  }

  assert {
    condition     = aws_s3_object.unsigned[0].source_hash == filesha256("tests/not-a-zip.txt")
    error_message = "The hash must stand on the unsigned object."
  }
  assert {
    condition     = aws_signer_signing_job.signing_job.ignore_signing_job_failure != true
    error_message = "A job that fails must fail the apply."
  }
  assert {
    condition     = aws_lambda_function.function.code_signing_config_arn == var.code_signing_config_arn
    error_message = "The function must stand under the config."
  }
  assert {
    condition     = length(aws_kms_key.key) == 1 && length(aws_security_group.security_group) == 0
    error_message = "It must make a key, and stand outside of any network."
  }
  assert {
    condition     = one(aws_lambda_function.function.tracing_config).mode == "Active"
    error_message = "It must be traced."
  }
}

run "signs_an_object_that_is_there" {
  command = plan

  variables {
    unsigned_object = { key = "builds/7.zip", version = "3sL4kqtJlcpXro" }
  }

  assert {
    condition     = length(aws_s3_object.unsigned) == 0
    error_message = "Nothing may be uploaded."
  }
  assert {
    condition     = one(one(aws_signer_signing_job.signing_job.source).s3).version == "3sL4kqtJlcpXro"
    error_message = "Exactly that version must be signed."
  }
}

run "runs_in_a_network_under_a_key" {
  command = plan

  variables {
    package_path   = "tests/not-a-zip.txt"
    encryption_key = { arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
    network        = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], endpoint_security_group_id = "sg-1", s3_prefix_list_id = "pl-1" }
    environment    = { STAGE = "intake" }
  }

  assert {
    condition     = length(aws_kms_key.key) == 0 && aws_lambda_function.function.kms_key_arn == var.encryption_key.arn
    error_message = "The given key must encrypt the environment."
  }
  assert {
    condition     = one(aws_lambda_function.function.vpc_config).subnet_ids == toset(["subnet-1"])
    error_message = "It must run in the given subnets."
  }
  assert {
    condition     = one(aws_lambda_function.function.environment).variables.STAGE == "intake"
    error_message = "It must have its environment."
  }
  assert {
    condition     = length(data.aws_iam_policy_document.permissions.statement) == 7
    error_message = "It must use the key for dead letters and attach to the network."
  }
}

run "refuses_neither_package_nor_object" {
  command = plan

  expect_failures = [aws_signer_signing_job.signing_job]
}

run "counts_the_bytes_of_its_environment" {
  command = plan

  variables {
    package_path = "tests/not-a-zip.txt"
    # JSON escapes these three, and AWS doesn't count the escapes.
    environment = { TEXT = join("", [for _ in range(1000) : "<&>&"]) }
  }

  assert {
    condition     = length(one(aws_lambda_function.function.environment).variables.TEXT) == 4000
    error_message = "4,000 bytes must be taken."
  }
}

run "counts_more_than_one_byte_for_a_letter_that_has_more" {
  command = plan

  variables {
    package_path = "tests/not-a-zip.txt"
    environment  = { TEXT = join("", [for _ in range(1000) : "üüü"]) }
  }

  expect_failures = [var.environment]
}

run "keeps_the_conditions_of_its_statements" {
  command = plan

  variables {
    package_path = "tests/not-a-zip.txt"
    policy_statements = [{
      sid       = "ReadOwn"
      actions   = ["s3:GetObject"]
      resources = ["*"]
      condition = [{ test = "StringEquals", variable = "aws:ResourceAccount", values = ["123456789012"] }]
    }]
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.permissions.statement : one(statement.condition).variable if statement.sid == "ReadOwn"] == ["aws:ResourceAccount"]
    error_message = "A condition that is lost makes the grant an unconditional one."
  }
}
