import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Aws } from "../aws";
import { checkProps, expectThat } from "../checks";
import { logRetentionInDays } from "../log-retention";
import type { ICodeSigningConfig } from "../code-signing-config";
import type { EncryptionKey } from "../encryption-key";
import { EndpointAccess, type IPrivateNetwork } from "../private-network";
import type { SignedArtifact } from "../signing-job";
import { firstCharacters } from "../text";
import { DeadLetterQueue } from "./dead-letter-queue";
import { networkInterfaceStatements } from "./network-interface-statements";
import * as rules from "./rules";
import { Runtime } from "./runtime";

export interface SignedFunctionProps {
  /** 1 to 64 letters, digits, `-` or `_`. */
  readonly functionName: string;
  /** The signed object, from a `SigningJob`. */
  readonly artifact: SignedArtifact;
  /** What the function trusts. */
  readonly codeSigningConfig: ICodeSigningConfig;
  /** Encrypts the environment, the logs and the dead-letter queue. A key of the same stack: its policy is extended. */
  readonly encryptionKey: EncryptionKey;
  /** @default none */
  readonly description?: string;
  /** @default index.handler */
  readonly handler?: string;
  /** @default Runtime.NODEJS_22_X */
  readonly runtime?: Runtime;
  /** @default arm64 */
  readonly architecture?: "arm64" | "x86_64";
  /** MB, 128 to 10240. @default 256 */
  readonly memorySize?: number;
  /** Seconds, 1 to 900. @default 30 */
  readonly timeout?: number;
  /** Environment variables. Secrets belong into Secrets Manager: these stand in the Terraform state. @default none */
  readonly environment?: Record<string, string>;
  /** What else the function may do. @default its own logs, traces, dead letters and key only */
  readonly statements?: readonly DataAwsIamPolicyDocumentStatement[];
  /** @default outside of any VPC */
  readonly network?: IPrivateNetwork;
  /**
   * Moves the function's network interfaces to the VPC's default security group before the function is destroyed, so
   * that its own group can go at once. AWS holds the interfaces of a VPC function for 20 to 60 minutes either way.
   * @default false
   */
  readonly replaceSecurityGroupsOnDestroy?: boolean;
  /** A new account has a concurrency of 10, and AWS keeps that much unreserved. @default nothing is reserved */
  readonly reservedConcurrentExecutions?: number;
  /** @default 365 */
  readonly logRetentionInDays?: number;
  /** Name of the alias that callers use. @default live */
  readonly aliasName?: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/**
 * A Lambda function that is deployed from a signed object and attached to a code signing config.
 *
 * It takes no `source_code_hash`: a new signed key is what updates it (see `SigningJob`).
 */
export class SignedFunction extends Construct {
  readonly functionName: string;
  readonly functionArn: string;
  /** ARN of the alias, which always names the newest version. */
  readonly aliasArn: string;
  /** What API Gateway calls. */
  readonly aliasInvokeArn: string;
  /** The newest published version. */
  readonly version: string;
  readonly roleArn: string;
  /** What further policies are attached to. */
  readonly roleName: string;
  readonly logGroupName: string;
  readonly deadLetterQueueUrl: string;
  readonly deadLetterQueueArn: string;
  /** The signing job of the deployed code, as Lambda reports it. */
  readonly signingJobArn: string;
  /** The publisher of the deployed code, as Lambda reports it. */
  readonly signingProfileVersionArn: string;

  constructor(scope: Construct, id: string, props: SignedFunctionProps) {
    super(scope, id);
    const name = props.functionName;
    const functionArn = Aws.of(this).arn("lambda", `function:${name}`);
    const logGroupName = `/aws/lambda/${name}`;
    const environment = props.environment ?? {};
    const deadLetterQueueName = `${name}-dead-letters`;

    checkProps(this, [
      expectThat("functionName", name, rules.functionName),
      expectThat("encryptionKey", props.encryptionKey.node.path, {
        expected: "a key of this stack, because its policy is extended",
        isRight: () => TerraformStack.of(props.encryptionKey) === TerraformStack.of(this),
      }),
      expectThat("description", props.description, rules.description),
      expectThat("handler", props.handler, rules.handler),
      ...Object.keys(environment).map((variable) =>
        expectThat("environment", variable, rules.environmentName),
      ),
      expectThat("environment", Buffer.byteLength(JSON.stringify(environment)), {
        expected: `at most ${rules.ENVIRONMENT_BYTES} bytes in all`,
        isRight: (bytes) => bytes <= rules.ENVIRONMENT_BYTES,
      }),
      expectThat("memorySize", props.memorySize, rules.memorySize),
      expectThat("timeout", props.timeout, rules.timeout),
      expectThat(
        "reservedConcurrentExecutions",
        props.reservedConcurrentExecutions,
        rules.reservedConcurrentExecutions,
      ),
      expectThat("logRetentionInDays", props.logRetentionInDays, logRetentionInDays),
      expectThat("aliasName", props.aliasName, rules.aliasName),
    ]);

    const role = new IamRole(this, "role", {
      // Roles are global: the same function in two Regions needs two. IAM takes a prefix of 38 characters.
      namePrefix: `${firstCharacters(name, 37)}-`,
      description: `Execution role of the Lambda function ${name}`,
      assumeRolePolicy: new DataAwsIamPolicyDocument(this, "trust", {
        statement: [
          {
            sid: "LambdaAssumesTheRole",
            actions: ["sts:AssumeRole"],
            principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
          },
        ],
      }).json,
      tags: props.tags,
    });

    props.encryptionKey.grantCloudWatchLogs(logGroupName);
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: logGroupName,
      retentionInDays: props.logRetentionInDays ?? 365,
      kmsKeyId: props.encryptionKey.keyArn,
      tags: props.tags,
    });

    props.encryptionKey.grantSqsDeadLetterQueue({
      queueName: deadLetterQueueName,
      producerArns: [role.arn],
    });
    const deadLetters = new DeadLetterQueue(this, "dead-letters", {
      queueName: deadLetterQueueName,
      encryptionKey: props.encryptionKey,
      tags: props.tags,
    });

    const permissions = new DataAwsIamPolicyDocument(this, "permissions", {
      statement: [
        {
          sid: "WriteOwnLogs",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${logGroup.arn}:*`],
        },
        { sid: "SendOwnDeadLetters", actions: ["sqs:SendMessage"], resources: [deadLetters.queueArn] },
        {
          // The encryption context that Lambda sets; other functions' environments stay closed to this one. For the
          // dead letters the key's own policy names the role.
          sid: "ReadOwnEnvironment",
          actions: ["kms:Decrypt"],
          resources: [props.encryptionKey.keyArn],
          condition: [
            {
              test: "ArnLike",
              variable: "kms:EncryptionContext:aws:lambda:FunctionArn",
              values: [functionArn, `${functionArn}:*`],
            },
          ],
        },
        {
          // X-Ray has no resource-level permissions for these two.
          sid: "SendTraces",
          actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
          resources: ["*"],
        },
        ...(props.network ? networkInterfaceStatements(functionArn) : []),
        ...(props.statements ?? []),
      ],
    });
    const rolePolicy = new IamRolePolicy(this, "role-policy", {
      name: "permissions",
      role: role.name,
      policy: permissions.json,
    });

    const attachment = props.network && this.attachTo(props.network, props);

    const lambda = new LambdaFunction(this, "function", {
      functionName: name,
      description: props.description,
      role: role.arn,
      runtime: (props.runtime ?? Runtime.NODEJS_22_X).identifier,
      handler: props.handler ?? "index.handler",
      architectures: [props.architecture ?? "arm64"],
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout ?? 30,
      s3Bucket: props.artifact.bucketName,
      s3Key: props.artifact.key,
      s3ObjectVersion: props.artifact.version,
      codeSigningConfigArn: props.codeSigningConfig.codeSigningConfigArn,
      publish: true,
      kmsKeyArn: props.encryptionKey.keyArn,
      environment: props.environment && { variables: props.environment },
      deadLetterConfig: { targetArn: deadLetters.queueArn },
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      vpcConfig: attachment?.vpcConfig,
      replaceSecurityGroupsOnDestroy: props.replaceSecurityGroupsOnDestroy,
      tags: props.tags,
      // Without its permissions the function can't write its first log line, nor attach to its network.
      dependsOn: [rolePolicy, ...(attachment?.rules ?? [])],
    });
    const alias = new LambdaAlias(this, "alias", {
      name: props.aliasName ?? "live",
      description: "The newest signed version",
      functionName: lambda.functionName,
      functionVersion: lambda.version,
    });

    // The function's own attributes keep the old job when its code changes, until the next refresh: the provider plans
    // a new version, but not new signing fields. The version is unknown until then, and so this is read afterwards.
    const deployed = new DataAwsLambdaFunction(this, "deployed", {
      functionName: lambda.functionName,
      qualifier: lambda.version,
    });

    this.functionName = lambda.functionName;
    this.functionArn = lambda.arn;
    this.aliasArn = alias.arn;
    this.aliasInvokeArn = alias.invokeArn;
    this.version = lambda.version;
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.logGroupName = logGroup.name;
    this.deadLetterQueueUrl = deadLetters.queueUrl;
    this.deadLetterQueueArn = deadLetters.queueArn;
    this.signingJobArn = deployed.signingJobArn;
    this.signingProfileVersionArn = deployed.signingProfileVersionArn;
  }

  /** A security group of its own: out to the network's endpoints and to S3 by HTTPS, in from nowhere. */
  private attachTo(network: IPrivateNetwork, { functionName: name, tags }: SignedFunctionProps) {
    const group = new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-`,
      description: `Lambda function ${name}`,
      vpcId: network.vpcId,
      tags,
      // A replaced group can't go while the function's interfaces still use it, and two can't have one name.
      lifecycle: { createBeforeDestroy: true },
    });
    const access = new EndpointAccess(this, "endpoint-access", {
      network,
      securityGroupId: group.id,
      callerName: `Lambda function ${name}`,
    });
    return {
      vpcConfig: { subnetIds: [...network.subnetIds], securityGroupIds: [group.id] },
      rules: access.rules,
    };
  }
}
