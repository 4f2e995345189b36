# Made from modules/private-network by `npm run build:modules`, which overwrites what is changed here.

locals {
  encryption_key_arn = var.encryption_key == null ? one(aws_kms_key.key[*].arn) : var.encryption_key.arn
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

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
        "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name}",
      ]
    }
  }
}

resource "aws_kms_key" "key" {
  count = var.encryption_key == null ? 1 : 0

  description              = "Encrypts the flow logs of ${var.name}"
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

  name          = "alias/${var.name}-network"
  target_key_id = aws_kms_key.key[0].key_id
}

resource "aws_vpc" "vpc" {
  cidr_block           = var.cidr_block
  enable_dns_hostnames = true
  enable_dns_support   = true
  tags                 = merge({ "Name" = var.name }, var.tags)
}

resource "aws_default_security_group" "default_security_group" {
  tags   = merge({ "Name" = "${var.name}-default-closed" }, var.tags)
  vpc_id = aws_vpc.vpc.id
}

data "aws_availability_zones" "zones" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

resource "aws_route_table" "route_table" {
  tags   = merge({ "Name" = "${var.name}-private" }, var.tags)
  vpc_id = aws_vpc.vpc.id
}

resource "aws_subnet" "subnet" {
  count = var.availability_zone_count

  availability_zone       = data.aws_availability_zones.zones.names[count.index]
  cidr_block              = cidrsubnet(aws_vpc.vpc.cidr_block, 3, count.index)
  map_public_ip_on_launch = false
  tags                    = merge({ "Name" = "${var.name}-private-${count.index}" }, var.tags)
  vpc_id                  = aws_vpc.vpc.id

  lifecycle {
    ignore_changes = [availability_zone]

    precondition {
      condition     = length(data.aws_availability_zones.zones.names) >= var.availability_zone_count
      error_message = "availability_zone_count: expected at most as many as the Region has zones, ${length(data.aws_availability_zones.zones.names)}, got: ${var.availability_zone_count}."
    }
  }
}

resource "aws_route_table_association" "route_table_association" {
  count = var.availability_zone_count

  route_table_id = aws_route_table.route_table.id
  subnet_id      = aws_subnet.subnet[count.index].id
}

resource "aws_security_group" "interface_endpoints_group" {
  name_prefix = "${var.name}-endpoints-"
  description = "Interface endpoints of ${var.name}"
  tags        = merge({ "Name" = "${var.name}-endpoints" }, var.tags)
  vpc_id      = aws_vpc.vpc.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_endpoint" "interface_endpoints_endpoint" {
  for_each = toset(var.interface_endpoints)

  private_dns_enabled = true
  security_group_ids  = [aws_security_group.interface_endpoints_group.id]
  service_name        = "com.amazonaws.${element(split(":", aws_vpc.vpc.arn), 3)}.${each.value}"
  subnet_ids          = aws_subnet.subnet[*].id
  tags                = merge({ "Name" = "${var.name}-${each.value}" }, var.tags)
  vpc_endpoint_type   = "Interface"
  vpc_id              = aws_vpc.vpc.id
}

data "aws_iam_policy_document" "s3_policy" {
  dynamic "statement" {
    for_each = var.s3_bucket_arns == null ? [1] : []

    content {
      sid       = "OnlyBucketsOfThisAccount"
      actions   = ["s3:*"]
      resources = ["*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:ResourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }
  }

  dynamic "statement" {
    for_each = var.s3_bucket_arns == null ? [] : [1]

    content {
      sid       = "OnlyTheseBuckets"
      actions   = ["s3:*"]
      resources = flatten([for arn in var.s3_bucket_arns : [arn, "${arn}/*"]])

      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}

resource "aws_vpc_endpoint" "s3_endpoint" {
  policy            = data.aws_iam_policy_document.s3_policy.json
  route_table_ids   = [aws_route_table.route_table.id]
  service_name      = "com.amazonaws.${element(split(":", aws_vpc.vpc.arn), 3)}.s3"
  tags              = merge({ "Name" = "${var.name}-s3" }, var.tags)
  vpc_endpoint_type = "Gateway"
  vpc_id            = aws_vpc.vpc.id
}

resource "aws_cloudwatch_log_group" "flow_logs_log_group" {
  name              = "/aws/vpc/flow-logs/${var.name}"
  kms_key_id        = local.encryption_key_arn
  retention_in_days = var.flow_log_retention_in_days
  tags              = var.tags
}

data "aws_iam_policy_document" "flow_logs_trust" {
  statement {
    sid     = "FlowLogsAssumeTheRole"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:vpc-flow-log/*",
      ]
    }
  }
}

resource "aws_iam_role" "flow_logs_role" {
  name_prefix        = "${substr(var.name, 0, 27)}-flow-logs-"
  description        = "Writes the flow logs of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.flow_logs_trust.json
  tags               = var.tags
}

data "aws_iam_policy_document" "flow_logs_permissions" {
  statement {
    sid       = "WriteOwnLogGroup"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.flow_logs_log_group.arn}:*"]
  }
}

resource "aws_iam_role_policy" "flow_logs_role_policy" {
  name   = "permissions"
  policy = data.aws_iam_policy_document.flow_logs_permissions.json
  role   = aws_iam_role.flow_logs_role.name
}

resource "aws_flow_log" "flow_logs_flow_log" {
  iam_role_arn    = aws_iam_role.flow_logs_role.arn
  log_destination = aws_cloudwatch_log_group.flow_logs_log_group.arn
  tags            = merge({ "Name" = var.name }, var.tags)
  traffic_type    = "ALL"
  vpc_id          = aws_vpc.vpc.id

  depends_on = [
    aws_iam_role_policy.flow_logs_role_policy,
  ]
}
