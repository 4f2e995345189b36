# Made from modules/code-signing by `npm run build:modules`, which overwrites what is changed here.

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key_policy" {
  statement {
    sid       = "AdministerByAccount"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type = "AWS"
      identifiers = [
        "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root",
      ]
    }
  }
}

resource "aws_kms_key" "key" {
  description              = "Encrypts the packages of ${var.name}, unsigned and signed"
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
  deletion_window_in_days  = var.key_deletion_window_in_days
  enable_key_rotation      = true
  key_usage                = "ENCRYPT_DECRYPT"
  policy                   = data.aws_iam_policy_document.key_policy.json
  rotation_period_in_days  = 365
  tags                     = var.tags
}

resource "aws_kms_alias" "key_alias" {
  name          = "alias/${var.name}-artifacts"
  target_key_id = aws_kms_key.key.key_id
}

resource "aws_s3_bucket" "artifacts_bucket" {
  bucket_prefix = "${var.name}-"
  force_destroy = var.force_destroy
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "artifacts_public_access_block" {
  bucket                  = aws_s3_bucket.artifacts_bucket.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "artifacts_ownership" {
  bucket = aws_s3_bucket.artifacts_bucket.bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artifacts_encryption" {
  bucket = aws_s3_bucket.artifacts_bucket.bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      kms_master_key_id = aws_kms_key.key.arn
      sse_algorithm     = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_versioning" "artifacts_versioning" {
  bucket = aws_s3_bucket.artifacts_bucket.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

data "aws_iam_policy_document" "artifacts_policy_document" {
  statement {
    sid       = "RefuseWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.artifacts_bucket.arn, "${aws_s3_bucket.artifacts_bucket.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "RefuseAnotherEncryption"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts_bucket.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["aws:kms"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["false"]
    }
  }

  statement {
    sid       = "RefuseAnotherKey"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts_bucket.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [aws_kms_key.key.arn]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = ["false"]
    }
  }

  statement {
    sid       = "RefuseTheAwsManagedKey"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts_bucket.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["aws:kms"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = ["true"]
    }
  }

  statement {
    sid       = "RefuseCustomerProvidedKeys"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts_bucket.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-customer-algorithm"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "artifacts_policy" {
  bucket = aws_s3_bucket.artifacts_bucket.bucket
  policy = data.aws_iam_policy_document.artifacts_policy_document.json

  depends_on = [
    aws_s3_bucket_public_access_block.artifacts_public_access_block,
    aws_s3_bucket_ownership_controls.artifacts_ownership,
    aws_s3_bucket_server_side_encryption_configuration.artifacts_encryption,
    aws_s3_bucket_versioning.artifacts_versioning,
  ]
}

resource "aws_s3_bucket_lifecycle_configuration" "artifacts_lifecycle" {
  bucket = aws_s3_bucket.artifacts_bucket.bucket

  rule {
    id     = "remove-what-nobody-needs"
    status = "Enabled"

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    expiration {
      expired_object_delete_marker = true
    }

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }

  depends_on = [
    aws_s3_bucket_versioning.artifacts_versioning,
  ]
}

resource "aws_signer_signing_profile" "profile" {
  name_prefix = "${replace(var.name, "-", "_")}_"
  platform_id = "AWSLambda-SHA384-ECDSA"
  tags        = var.tags

  signature_validity_period {
    type  = var.signature_validity.type
    value = var.signature_validity.value
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_signer_signing_profile_permission" "profile_permission" {
  for_each = { for permission in var.permissions : permission.statement_id => permission }

  action          = each.value.action
  principal       = each.value.principal
  profile_name    = aws_signer_signing_profile.profile.name
  profile_version = aws_signer_signing_profile.profile.version
  statement_id    = each.key
}

resource "aws_lambda_code_signing_config" "config" {
  description = "Publishers that ${var.name} trusts"
  tags        = var.tags

  allowed_publishers {
    signing_profile_version_arns = concat([aws_signer_signing_profile.profile.version_arn], var.additional_publishers)
  }

  policies {
    untrusted_artifact_on_deployment = var.untrusted_artifact_policy
  }
}
