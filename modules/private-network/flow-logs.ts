import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { Aws } from "../aws";
import type { EncryptionKey } from "../encryption-key";
import { firstCharacters } from "../text";
import { namedTags } from "../named-tags";

export interface FlowLogsProps {
  readonly name: string;
  readonly vpcId: string;
  readonly encryptionKey: EncryptionKey;
  readonly retentionInDays: number;
  readonly tags?: Record<string, string>;
}

/** All traffic of a VPC, accepted and rejected, in an encrypted log group. */
export class FlowLogs extends Construct {
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, tags } = props;
    const aws = Aws.of(this);
    const logGroupName = `/aws/vpc/flow-logs/${name}`;

    props.encryptionKey.grantCloudWatchLogs(logGroupName);
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: logGroupName,
      retentionInDays: props.retentionInDays,
      kmsKeyId: props.encryptionKey.keyArn,
      tags,
    });

    const role = new IamRole(this, "role", {
      // Roles are global: the same network in two Regions needs two. IAM takes a prefix of 38 characters.
      namePrefix: `${firstCharacters(name, 27)}-flow-logs-`,
      description: `Writes the flow logs of ${name}`,
      assumeRolePolicy: new DataAwsIamPolicyDocument(this, "trust", {
        statement: [
          {
            sid: "FlowLogsAssumeTheRole",
            actions: ["sts:AssumeRole"],
            principals: [{ type: "Service", identifiers: ["vpc-flow-logs.amazonaws.com"] }],
            condition: [
              { test: "StringEquals", variable: "aws:SourceAccount", values: [aws.accountId] },
              // The flow log needs the role before it has an id.
              { test: "ArnLike", variable: "aws:SourceArn", values: [aws.arn("ec2", "vpc-flow-log/*")] },
            ],
          },
        ],
      }).json,
      tags,
    });
    const rolePolicy = new IamRolePolicy(this, "role-policy", {
      name: "permissions",
      role: role.name,
      policy: new DataAwsIamPolicyDocument(this, "permissions", {
        statement: [
          {
            sid: "WriteOwnLogGroup",
            actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            resources: [`${logGroup.arn}:*`],
          },
        ],
      }).json,
    });

    new FlowLog(this, "flow-log", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags: namedTags(name, tags),
      dependsOn: [rolePolicy],
    });
    this.logGroupName = logGroup.name;
  }
}
