import type { DataAwsIamPolicyDocumentStatement as Statement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ManagedNames } from "./managed-names";

/**
 * What docs/deploy-to-aws.md lists for whoever applies the code-signing and functions stacks, each on as little as its
 * name or tag allows.
 */
export const applyStatements = (names: ManagedNames, projectTag: string): Statement[] => [
  ...signingStatements(names),
  ...storageStatements(names, projectTag),
  ...functionStatements(names),
  NETWORK,
];

const signingStatements = (names: ManagedNames): Statement[] => [
  // Has no resource-level permissions.
  { sid: "CreateSigningProfiles", actions: ["signer:PutSigningProfile"], resources: ["*"] },
  {
    sid: "SigningProfiles",
    actions: [
      "signer:AddProfilePermission",
      "signer:CancelSigningProfile",
      "signer:GetSigningProfile",
      "signer:ListProfilePermissions",
      "signer:ListTagsForResource",
      "signer:RemoveProfilePermission",
      "signer:StartSigningJob",
      "signer:TagResource",
      "signer:UntagResource",
    ],
    resources: names.signingProfiles,
  },
  { sid: "SigningJobs", actions: ["signer:DescribeSigningJob"], resources: names.signingJobs },
  // Has no resource-level permissions.
  { sid: "CreateCodeSigningConfigs", actions: ["lambda:CreateCodeSigningConfig"], resources: ["*"] },
  {
    sid: "CodeSigningConfigs",
    actions: [
      "lambda:DeleteCodeSigningConfig",
      "lambda:GetCodeSigningConfig",
      "lambda:ListTags",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateCodeSigningConfig",
    ],
    resources: names.codeSigningConfigs,
  },
];

const storageStatements = (names: ManagedNames, projectTag: string): Statement[] => {
  const tagged = [{ test: "StringEquals", variable: "aws:ResourceTag/Project", values: [projectTag] }];
  return [
    {
      sid: "Buckets",
      actions: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:Get*",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:PutBucket*",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
      ],
      resources: names.buckets,
    },
    {
      sid: "Packages",
      actions: [
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:GetObjectTagging",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:PutObjectTagging",
      ],
      resources: names.objects,
    },
    {
      sid: "Keys",
      actions: [
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
      ],
      resources: ["*"],
    },
    {
      sid: "UseAndChangeKeysOfTheProject",
      actions: [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
      ],
      resources: ["*"],
      condition: tagged,
    },
  ];
};

const functionStatements = (names: ManagedNames): Statement[] => [
  {
    sid: "Functions",
    actions: [
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
    ],
    resources: names.functions,
  },
  {
    // No function without a code signing config. Which one can't be said here: the same role makes it.
    sid: "CreateFunctionsUnderCodeSigningConfigs",
    actions: ["lambda:CreateFunction"],
    resources: names.functions,
    condition: [
      { test: "ArnLike", variable: "lambda:CodeSigningConfigArn", values: names.codeSigningConfigs },
    ],
  },
  {
    // Asked for both, the function and the config. There is no permission to detach one: no apply does so.
    sid: "AttachCodeSigningConfigs",
    actions: ["lambda:PutFunctionCodeSigningConfig"],
    resources: [...names.functions, ...names.codeSigningConfigs],
  },
  {
    sid: "Roles",
    actions: [
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
    ],
    resources: names.roles,
  },
  {
    sid: "PassRoles",
    actions: ["iam:PassRole"],
    resources: names.roles,
    condition: [
      {
        test: "StringEquals",
        variable: "iam:PassedToService",
        values: ["lambda.amazonaws.com", "vpc-flow-logs.amazonaws.com"],
      },
    ],
  },
  // Takes no narrower resource than all log groups.
  { sid: "FindLogGroups", actions: ["logs:DescribeLogGroups"], resources: ["*"] },
  {
    sid: "LogGroups",
    actions: [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:ListTagsForResource",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
    resources: names.logGroups,
  },
  {
    sid: "DeadLetterQueues",
    actions: [
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:GetQueueAttributes",
      "sqs:ListQueueTags",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ],
    resources: names.queues,
  },
];

const NETWORK: Statement = {
  sid: "Network",
  actions: [
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
  ],
  resources: ["*"],
};
