mock_provider "aws" {
  # The provider checks that a policy is JSON, which an invented text isn't.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  bucket_prefix      = "claims-artifacts-"
  encryption_key_arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}

run "is_closed_versioned_and_encrypted" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.public_access_block.block_public_acls,
      aws_s3_bucket_public_access_block.public_access_block.block_public_policy,
      aws_s3_bucket_public_access_block.public_access_block.ignore_public_acls,
      aws_s3_bucket_public_access_block.public_access_block.restrict_public_buckets,
    ])
    error_message = "All public access must be blocked."
  }
  assert {
    condition     = aws_s3_bucket_versioning.versioning.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket must be versioned."
  }
  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.encryption.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.encryption_key_arn
    error_message = "The given key must encrypt the objects."
  }
  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.encryption.rule).bucket_key_enabled
    error_message = "The bucket key must be on."
  }
  assert {
    condition     = aws_s3_bucket.bucket.force_destroy == false
    error_message = "Destroy must not empty the bucket unless asked to."
  }
  assert {
    condition     = length(aws_s3_bucket_logging.access_logging) == 0
    error_message = "No access logs unless asked for."
  }
}

run "logs_accesses_where_asked" {
  command = plan

  variables {
    access_logging = { bucket_name = "logs", prefix = "claims/" }
  }

  assert {
    condition     = aws_s3_bucket_logging.access_logging[0].target_bucket == "logs" && aws_s3_bucket_logging.access_logging[0].target_prefix == "claims/"
    error_message = "The access logs must go where they are asked for."
  }
}
