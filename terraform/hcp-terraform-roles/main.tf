# Made from modules/hcp-terraform-roles by `npm run build:modules`, which overwrites what is changed here.

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = (var.oidc_provider_arn == null) ? 1 : 0

  client_id_list = ["aws.workload.identity"]
  tags           = var.tags
  url            = "https://${var.host}"
}

data "aws_iam_policy_document" "plan_trust" {
  statement {
    sid     = "RunsOfTheWorkspace"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.oidc_provider[*].arn))]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.host}:aud"
      values   = ["aws.workload.identity"]
    }

    condition {
      test     = "StringLike"
      variable = "${var.host}:sub"
      values = [
        "organization:${var.organization}:project:${var.project}:workspace:${var.workspace}:run_phase:plan",
      ]
    }
  }
}

resource "aws_iam_role" "plan_role" {
  name_prefix        = "${var.name_prefix}-plan-"
  description        = "What HCP Terraform's plan phase may do for ${var.name_prefix}"
  assume_role_policy = data.aws_iam_policy_document.plan_trust.json
  path               = "/hcp-terraform/"
  tags               = var.tags

  lifecycle {
    precondition {
      condition     = var.oidc_provider_arn == null ? true : endswith(var.oidc_provider_arn, ":oidc-provider/${var.host}")
      error_message = "oidc_provider_arn: expected the provider of the host ${var.host}, got: ${jsonencode(var.oidc_provider_arn)}."
    }
  }
}

data "aws_iam_policy_document" "plan_permissions" {
  statement {
    sid       = "NeverSign"
    effect    = "Deny"
    actions   = ["signer:StartSigningJob", "signer:SignPayload"]
    resources = ["*"]
  }

  statement {
    sid     = "ReadSigningProfiles"
    actions = ["signer:GetSigningProfile", "signer:ListProfilePermissions", "signer:ListTagsForResource"]
    resources = [
      "arn:${data.aws_partition.current.partition}:signer:*:${data.aws_caller_identity.current.account_id}:/signing-profiles/${replace(var.name_prefix, "-", "_")}_*",
    ]
  }

  statement {
    sid     = "ReadSigningJobs"
    actions = ["signer:DescribeSigningJob"]
    resources = [
      "arn:${data.aws_partition.current.partition}:signer:*:${data.aws_caller_identity.current.account_id}:/signing-jobs/*",
    ]
  }

  statement {
    sid     = "ReadCodeSigningConfigs"
    actions = ["lambda:GetCodeSigningConfig", "lambda:ListTags"]
    resources = [
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:code-signing-config:*",
    ]
  }

  statement {
    sid = "ReadBuckets"
    actions = [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
      "s3:ListBucketVersions",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.name_prefix}-*"]
  }

  statement {
    sid       = "ReadHeadsOfPackages"
    actions   = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.name_prefix}-*/*"]
  }

  statement {
    sid = "ReadKeys"
    actions = [
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
    ]
    resources = ["*"]
  }

  statement {
    sid = "ReadFunctions"
    actions = [
      "lambda:GetAlias",
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionConfiguration",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:function:${var.name_prefix}-*",
    ]
  }

  statement {
    sid       = "ReadEnvironmentsOfFunctions"
    actions   = ["kms:Decrypt"]
    resources = ["*"]

    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["lambda.*.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:lambda:FunctionArn"
      values = [
        "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:function:${var.name_prefix}-*",
      ]
    }
  }

  statement {
    sid = "ReadRoles"
    actions = [
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/${var.name_prefix}-*",
    ]
  }

  statement {
    sid       = "FindLogGroups"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["*"]
  }

  statement {
    sid     = "ReadTagsOfLogGroups"
    actions = ["logs:ListTagsForResource"]
    resources = [
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/${var.name_prefix}-*",
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name_prefix}",
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name_prefix}:*",
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name_prefix}-*",
    ]
  }

  statement {
    sid     = "ReadDeadLetterQueues"
    actions = ["sqs:GetQueueAttributes", "sqs:ListQueueTags"]
    resources = [
      "arn:${data.aws_partition.current.partition}:sqs:*:${data.aws_caller_identity.current.account_id}:${var.name_prefix}-*",
    ]
  }

  statement {
    sid       = "ReadNetwork"
    actions   = ["ec2:Describe*"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "plan_policy" {
  name   = "permissions"
  policy = data.aws_iam_policy_document.plan_permissions.json
  role   = aws_iam_role.plan_role.name
}

data "aws_iam_policy_document" "apply_trust" {
  statement {
    sid     = "RunsOfTheWorkspace"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.oidc_provider[*].arn))]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.host}:aud"
      values   = ["aws.workload.identity"]
    }

    condition {
      test     = "StringLike"
      variable = "${var.host}:sub"
      values = [
        "organization:${var.organization}:project:${var.project}:workspace:${var.workspace}:run_phase:apply",
      ]
    }
  }
}

resource "aws_iam_role" "apply_role" {
  name_prefix        = "${var.name_prefix}-apply-"
  description        = "What HCP Terraform's apply phase may do for ${var.name_prefix}"
  assume_role_policy = data.aws_iam_policy_document.apply_trust.json
  path               = "/hcp-terraform/"
  tags               = var.tags
}

data "aws_iam_policy_document" "apply_permissions" {
  statement {
    sid       = "CreateSigningProfiles"
    actions   = ["signer:PutSigningProfile"]
    resources = ["*"]
  }

  statement {
    sid = "SigningProfiles"
    actions = [
      "signer:AddProfilePermission",
      "signer:CancelSigningProfile",
      "signer:GetSigningProfile",
      "signer:ListProfilePermissions",
      "signer:ListTagsForResource",
      "signer:RemoveProfilePermission",
      "signer:StartSigningJob",
      "signer:TagResource",
      "signer:UntagResource",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:signer:*:${data.aws_caller_identity.current.account_id}:/signing-profiles/${replace(var.name_prefix, "-", "_")}_*",
    ]
  }

  statement {
    sid     = "SigningJobs"
    actions = ["signer:DescribeSigningJob"]
    resources = [
      "arn:${data.aws_partition.current.partition}:signer:*:${data.aws_caller_identity.current.account_id}:/signing-jobs/*",
    ]
  }

  statement {
    sid       = "CreateCodeSigningConfigs"
    actions   = ["lambda:CreateCodeSigningConfig"]
    resources = ["*"]
  }

  statement {
    sid = "CodeSigningConfigs"
    actions = [
      "lambda:DeleteCodeSigningConfig",
      "lambda:GetCodeSigningConfig",
      "lambda:ListTags",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateCodeSigningConfig",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:code-signing-config:*",
    ]
  }

  statement {
    sid = "Buckets"
    actions = [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:Get*",
      "s3:ListBucket",
      "s3:ListBucketVersions",
      "s3:PutBucket*",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.name_prefix}-*"]
  }

  statement {
    sid = "Packages"
    actions = [
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:GetObject",
      "s3:GetObjectTagging",
      "s3:GetObjectVersion",
      "s3:PutObject",
      "s3:PutObjectTagging",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.name_prefix}-*/*"]
  }

  statement {
    sid = "Keys"
    actions = [
      "kms:CreateAlias",
      "kms:CreateKey",
      "kms:DeleteAlias",
      "kms:DescribeKey",
      "kms:EnableKeyRotation",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ]
    resources = ["*"]
  }

  statement {
    sid = "UseAndChangeKeysOfTheProject"
    actions = [
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Project"
      values   = [var.project_tag]
    }
  }

  statement {
    sid = "Functions"
    actions = [
      "lambda:CreateAlias",
      "lambda:DeleteAlias",
      "lambda:DeleteFunction",
      "lambda:GetAlias",
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionConfiguration",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
      "lambda:PublishVersion",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateAlias",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:function:${var.name_prefix}-*",
    ]
  }

  statement {
    sid     = "CreateFunctionsUnderCodeSigningConfigs"
    actions = ["lambda:CreateFunction"]
    resources = [
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:function:${var.name_prefix}-*",
    ]

    condition {
      test     = "ArnLike"
      variable = "lambda:CodeSigningConfigArn"
      values = [
        "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:code-signing-config:*",
      ]
    }
  }

  statement {
    sid     = "AttachCodeSigningConfigs"
    actions = ["lambda:PutFunctionCodeSigningConfig"]
    resources = [
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:function:${var.name_prefix}-*",
      "arn:${data.aws_partition.current.partition}:lambda:*:${data.aws_caller_identity.current.account_id}:code-signing-config:*",
    ]
  }

  statement {
    sid = "Roles"
    actions = [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:PutRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/${var.name_prefix}-*",
    ]
  }

  statement {
    sid     = "PassRoles"
    actions = ["iam:PassRole"]
    resources = [
      "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/${var.name_prefix}-*",
    ]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["lambda.amazonaws.com", "vpc-flow-logs.amazonaws.com"]
    }
  }

  statement {
    sid       = "FindLogGroups"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["*"]
  }

  statement {
    sid = "LogGroups"
    actions = [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:ListTagsForResource",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/${var.name_prefix}-*",
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name_prefix}",
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name_prefix}:*",
      "arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/vpc/flow-logs/${var.name_prefix}-*",
    ]
  }

  statement {
    sid = "DeadLetterQueues"
    actions = [
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:GetQueueAttributes",
      "sqs:ListQueueTags",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:sqs:*:${data.aws_caller_identity.current.account_id}:${var.name_prefix}-*",
    ]
  }

  statement {
    sid = "Network"
    actions = [
      "ec2:AssociateRouteTable",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateFlowLogs",
      "ec2:CreateRouteTable",
      "ec2:CreateSecurityGroup",
      "ec2:CreateSubnet",
      "ec2:CreateTags",
      "ec2:CreateVpc",
      "ec2:CreateVpcEndpoint",
      "ec2:DeleteFlowLogs",
      "ec2:DeleteRouteTable",
      "ec2:DeleteSecurityGroup",
      "ec2:DeleteSubnet",
      "ec2:DeleteTags",
      "ec2:DeleteVpc",
      "ec2:DeleteVpcEndpoints",
      "ec2:Describe*",
      "ec2:DisassociateRouteTable",
      "ec2:ModifySecurityGroupRules",
      "ec2:ModifySubnetAttribute",
      "ec2:ModifyVpcAttribute",
      "ec2:ModifyVpcEndpoint",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
      "route53:AssociateVPCWithHostedZone",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "apply_policy" {
  name   = "permissions"
  policy = data.aws_iam_policy_document.apply_permissions.json
  role   = aws_iam_role.apply_role.name
}
