import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

const ACTIONS = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * What the Lambda service needs, in the function's role, to attach it to a VPC. The function's own code is denied the
 * same: AWS documents the pair ("Giving Lambda functions access to resources in an Amazon VPC").
 */
export const networkInterfaceStatements = (functionArn: string): DataAwsIamPolicyDocumentStatement[] => [
  { sid: "AttachToTheVpc", actions: ACTIONS, resources: ["*"] },
  {
    sid: "RefuseTheSameToTheCode",
    effect: "Deny",
    actions: ACTIONS,
    resources: ["*"],
    condition: [{ test: "ArnEquals", variable: "lambda:SourceFunctionArn", values: [functionArn] }],
  },
];
