# Made from modules/signed-function by `npm run build:modules`, which overwrites what is changed here.

locals {
  encryption_key_arn = var.encryption_key == null ? one(aws_kms_key.key[*].arn) : var.encryption_key.arn
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

resource "aws_s3_object" "unsigned" {
  count = var.unsigned_object == null ? 1 : 0

  bucket       = var.artifact_bucket_name
  key          = "unsigned/${var.function_name}.zip"
  content_type = "application/zip"
  source       = var.package_path
  source_hash  = var.package_path == null ? null : filesha256(var.package_path)
}

resource "aws_signer_signing_job" "signing_job" {
  profile_name = var.signing_profile_name

  destination {
    s3 {
      bucket = var.artifact_bucket_name
      prefix = "signed/${var.function_name}/"
    }
  }

  source {
    s3 {
      bucket  = var.artifact_bucket_name
      key     = var.unsigned_object == null ? one(aws_s3_object.unsigned[*].key) : var.unsigned_object.key
      version = var.unsigned_object == null ? one(aws_s3_object.unsigned[*].version_id) : var.unsigned_object.version
    }
  }

  lifecycle {
    precondition {
      condition     = (var.package_path == null) != (var.unsigned_object == null)
      error_message = "package_path, unsigned_object: expected one of them, got ${var.package_path == null ? "neither" : "both"}."
    }
  }
}

data "aws_s3_object" "signing_signed" {
  bucket = aws_signer_signing_job.signing_job.signed_object[0].s3[0].bucket
  key    = aws_signer_signing_job.signing_job.signed_object[0].s3[0].key
}

resource "terraform_data" "signing_pin" {
  triggers_replace = {
    signingJobId = aws_signer_signing_job.signing_job.job_id
  }
  input = {
    versionId = data.aws_s3_object.signing_signed.version_id
  }

  lifecycle {
    ignore_changes = [input]
  }
}

data "aws_iam_policy_document" "key_policy" {
  count = var.encryption_key == null ? 1 : 0

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

  statement {
    sid       = "EncryptLogGroup"
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}"]
    }

    condition {
      test     = "ArnEquals"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values = [
        "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/${var.function_name}",
      ]
    }
  }

  statement {
    sid       = "SendDeadLetters"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.role.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:aws:sqs:arn"
      values = [
        "arn:${data.aws_partition.current.partition}:sqs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${var.function_name}-dead-letters",
      ]
    }
  }
}

resource "aws_kms_key" "key" {
  count = var.encryption_key == null ? 1 : 0

  description              = "Encrypts the environment, the logs and the dead letters of ${var.function_name}"
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
  deletion_window_in_days  = 30
  enable_key_rotation      = true
  key_usage                = "ENCRYPT_DECRYPT"
  policy                   = data.aws_iam_policy_document.key_policy[0].json
  rotation_period_in_days  = 365
  tags                     = var.tags
}

resource "aws_kms_alias" "key_alias" {
  count = var.encryption_key == null ? 1 : 0

  name          = "alias/${var.function_name}-function"
  target_key_id = aws_kms_key.key[0].key_id
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "LambdaAssumesTheRole"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "role" {
  name_prefix        = "${substr(var.function_name, 0, 37)}-"
  description        = "Execution role of the Lambda function ${var.function_name}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_cloudwatch_log_group" "log_group" {
  name              = "/aws/lambda/${var.function_name}"
  kms_key_id        = local.encryption_key_arn
  retention_in_days = var.log_retention_in_days
  tags              = var.tags
}

data "aws_iam_policy_document" "dead_letters_policy" {
  statement {
    sid     = "RefuseWithoutTls"
    effect  = "Deny"
    actions = ["sqs:*"]
    resources = [
      "arn:${data.aws_partition.current.partition}:sqs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${var.function_name}-dead-letters",
    ]

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
}

resource "aws_sqs_queue" "dead_letters_queue" {
  name                      = "${var.function_name}-dead-letters"
  kms_master_key_id         = local.encryption_key_arn
  message_retention_seconds = 1209600
  policy                    = data.aws_iam_policy_document.dead_letters_policy.json
  tags                      = var.tags
}

data "aws_iam_policy_document" "permissions" {
  statement {
    sid       = "WriteOwnLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.log_group.arn}:*"]
  }

  statement {
    sid       = "SendOwnDeadLetters"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters_queue.arn]
  }

  statement {
    sid       = "ReadOwnEnvironment"
    actions   = ["kms:Decrypt"]
    resources = [local.encryption_key_arn]

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:lambda:FunctionArn"
      values = [
        "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:function:${var.function_name}",
        "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:function:${var.function_name}:*",
      ]
    }
  }

  statement {
    sid       = "SendTraces"
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.network != null ? [1] : []

    content {
      sid = "AttachToTheVpc"
      actions = [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.network != null ? [1] : []

    content {
      sid    = "RefuseTheSameToTheCode"
      effect = "Deny"
      actions = [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]

      condition {
        test     = "ArnEquals"
        variable = "lambda:SourceFunctionArn"
        values = [
          "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:function:${var.function_name}",
        ]
      }
    }
  }

  dynamic "statement" {
    for_each = var.encryption_key == null ? [] : [1]

    content {
      sid       = "SendDeadLetters"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [local.encryption_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}"]
      }

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:aws:sqs:arn"
        values = [
          "arn:${data.aws_partition.current.partition}:sqs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${var.function_name}-dead-letters",
        ]
      }
    }
  }

  dynamic "statement" {
    for_each = var.policy_statements

    content {
      sid       = statement.value.sid
      effect    = statement.value.effect
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = statement.value.condition

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "role_policy" {
  name   = "permissions"
  policy = data.aws_iam_policy_document.permissions.json
  role   = aws_iam_role.role.name
}

resource "aws_security_group" "security_group" {
  count = var.network != null ? 1 : 0

  name_prefix = "${var.function_name}-"
  description = "Lambda function ${var.function_name}"
  tags        = var.tags
  vpc_id      = var.network.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "endpoint_access_to_endpoints" {
  count = var.network != null ? 1 : 0

  description                  = "HTTPS to the interface endpoints"
  from_port                    = 443
  ip_protocol                  = "tcp"
  referenced_security_group_id = var.network.endpoint_security_group_id
  security_group_id            = aws_security_group.security_group[0].id
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "endpoint_access_to_s3" {
  count = var.network != null ? 1 : 0

  description       = "HTTPS to S3 through its gateway endpoint"
  from_port         = 443
  ip_protocol       = "tcp"
  prefix_list_id    = var.network.s3_prefix_list_id
  security_group_id = aws_security_group.security_group[0].id
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "endpoint_access_into_endpoints" {
  count = var.network != null ? 1 : 0

  description                  = "HTTPS from Lambda function ${var.function_name}"
  from_port                    = 443
  ip_protocol                  = "tcp"
  referenced_security_group_id = aws_security_group.security_group[0].id
  security_group_id            = var.network.endpoint_security_group_id
  to_port                      = 443
}

resource "aws_lambda_function" "function" {
  function_name                      = var.function_name
  description                        = var.description
  architectures                      = [var.architecture]
  code_signing_config_arn            = var.code_signing_config_arn
  handler                            = var.handler
  kms_key_arn                        = local.encryption_key_arn
  memory_size                        = var.memory_size
  publish                            = true
  replace_security_groups_on_destroy = var.replace_security_groups_on_destroy
  reserved_concurrent_executions     = var.reserved_concurrent_executions
  role                               = aws_iam_role.role.arn
  runtime                            = var.runtime
  s3_bucket                          = aws_signer_signing_job.signing_job.signed_object[0].s3[0].bucket
  s3_key                             = aws_signer_signing_job.signing_job.signed_object[0].s3[0].key
  s3_object_version                  = terraform_data.signing_pin.output.versionId
  tags                               = var.tags
  timeout                            = var.timeout

  dead_letter_config {
    target_arn = aws_sqs_queue.dead_letters_queue.arn
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.log_group.name
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "vpc_config" {
    for_each = var.network != null ? [1] : []

    content {
      security_group_ids = [aws_security_group.security_group[0].id]
      subnet_ids         = var.network.subnet_ids
    }
  }

  dynamic "environment" {
    for_each = length(var.environment) == 0 ? [] : [var.environment]

    content {
      variables = environment.value
    }
  }

  depends_on = [
    aws_iam_role_policy.role_policy,
    aws_vpc_security_group_egress_rule.endpoint_access_to_endpoints,
    aws_vpc_security_group_egress_rule.endpoint_access_to_s3,
    aws_vpc_security_group_ingress_rule.endpoint_access_into_endpoints,
  ]
}

resource "aws_lambda_alias" "alias" {
  name             = var.alias_name
  function_name    = aws_lambda_function.function.function_name
  description      = "The newest signed version"
  function_version = aws_lambda_function.function.version
}

data "aws_lambda_function" "deployed" {
  function_name = aws_lambda_function.function.function_name
  qualifier     = aws_lambda_function.function.version
}
