mock_provider "aws" {
  # The provider checks that a policy is JSON, which an invented text isn't.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name = "claims"
}

run "has_two_subnets_and_the_default_endpoints" {
  command = plan

  assert {
    condition     = length(aws_subnet.subnet) == 2 && length(aws_route_table_association.route_table_association) == 2
    error_message = "There must be a subnet in each of two zones."
  }
  assert {
    condition     = aws_subnet.subnet[1].cidr_block == "10.0.32.0/19"
    error_message = "Each subnet must get an eighth of the addresses."
  }
  assert {
    condition     = toset(keys(aws_vpc_endpoint.interface_endpoints_endpoint)) == toset(["logs", "kms", "sqs", "sts", "lambda"])
    error_message = "The default endpoints must be there, and not Signer's."
  }
  assert {
    condition     = length(aws_kms_key.key) == 1
    error_message = "It must make a key of its own."
  }

  override_data {
    target = data.aws_availability_zones.zones
    values = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }
}

run "takes_a_key_and_more_zones" {
  command = plan

  variables {
    availability_zone_count = 3
    encryption_key          = { arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
    s3_bucket_arns          = ["arn:aws:s3:::claims"]
  }

  assert {
    condition     = length(aws_subnet.subnet) == 3 && length(aws_kms_key.key) == 0
    error_message = "There must be three subnets, and no key of its own."
  }
  assert {
    condition     = aws_cloudwatch_log_group.flow_logs_log_group.kms_key_id == var.encryption_key.arn
    error_message = "The given key must encrypt the flow logs."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.s3_policy.statement).resources == toset(["arn:aws:s3:::claims", "arn:aws:s3:::claims/*"])
    error_message = "Only the given bucket may be reached."
  }

  override_data {
    target = data.aws_availability_zones.zones
    values = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }
}

run "refuses_more_zones_than_there_are" {
  command = plan

  variables {
    availability_zone_count = 4
  }

  expect_failures = [aws_subnet.subnet]

  override_data {
    target = data.aws_availability_zones.zones
    values = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }
}
