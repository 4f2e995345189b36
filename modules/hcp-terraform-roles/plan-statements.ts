import type { DataAwsIamPolicyDocumentStatement as Statement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ManagedNames } from "./managed-names";

/**
 * What the provider reads when it refreshes the code-signing and functions stacks.
 *
 * Whoever may start a speculative plan, by a pull request for one, can run programs with these permissions: a
 * configuration's data sources do.
 */
export const planStatements = (names: ManagedNames): Statement[] => [
  {
    // Whatever else is attached to the role: a plan must never sign.
    sid: "NeverSign",
    effect: "Deny",
    actions: ["signer:StartSigningJob", "signer:SignPayload"],
    resources: ["*"],
  },
  {
    sid: "ReadSigningProfiles",
    actions: ["signer:GetSigningProfile", "signer:ListProfilePermissions", "signer:ListTagsForResource"],
    resources: names.signingProfiles,
  },
  { sid: "ReadSigningJobs", actions: ["signer:DescribeSigningJob"], resources: names.signingJobs },
  {
    sid: "ReadCodeSigningConfigs",
    actions: ["lambda:GetCodeSigningConfig", "lambda:ListTags"],
    resources: names.codeSigningConfigs,
  },
  {
    sid: "ReadBuckets",
    actions: [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
      "s3:ListBucketVersions",
    ],
    resources: names.buckets,
  },
  {
    // The head of a package, which S3 authorizes as reading it. Its content stays closed: that takes the bucket's key.
    sid: "ReadHeadsOfPackages",
    actions: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion"],
    resources: names.objects,
  },
  {
    sid: "ReadKeys",
    actions: [
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
    ],
    resources: ["*"],
  },
  {
    sid: "ReadFunctions",
    actions: [
      "lambda:GetAlias",
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionConfiguration",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ],
    resources: names.functions,
  },
  {
    // Lambda decrypts a function's environment with the caller's permission, and without it every plan would show a
    // difference. Only through Lambda, and with the encryption context that Lambda sets.
    sid: "ReadEnvironmentsOfFunctions",
    actions: ["kms:Decrypt"],
    resources: ["*"],
    condition: [
      { test: "StringLike", variable: "kms:ViaService", values: ["lambda.*.amazonaws.com"] },
      {
        test: "ArnLike",
        variable: "kms:EncryptionContext:aws:lambda:FunctionArn",
        values: names.functions,
      },
    ],
  },
  {
    sid: "ReadRoles",
    actions: [
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
    ],
    resources: names.roles,
  },
  // Takes no narrower resource than all log groups.
  { sid: "FindLogGroups", actions: ["logs:DescribeLogGroups"], resources: ["*"] },
  { sid: "ReadTagsOfLogGroups", actions: ["logs:ListTagsForResource"], resources: names.logGroups },
  {
    sid: "ReadDeadLetterQueues",
    actions: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
    resources: names.queues,
  },
  // No Describe action of EC2 has resource-level permissions.
  { sid: "ReadNetwork", actions: ["ec2:Describe*"], resources: ["*"] },
];
