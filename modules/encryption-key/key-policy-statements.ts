import type { DataAwsIamPolicyDocumentStatement as Statement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Aws } from "../aws";

type Condition = { readonly test: string; readonly variable: string; readonly values: string[] };

/** In a key policy the resource is the key itself; it has no other. */
const THIS_KEY = ["*"];
/** What a sender needs for an encrypted queue or topic: a data key, and the check of the data key it reuses. */
const SEND_ENCRYPTED = ["kms:Decrypt", "kms:GenerateDataKey*"];

const service = (principal: string) => [{ type: "Service", identifiers: [principal] }];
const equals = (variable: string, value: string): Condition => ({
  test: "StringEquals",
  variable,
  values: [value],
});
const fromArn = (test: "ArnEquals" | "ArnLike", arn: string): Condition => ({
  test,
  variable: "aws:SourceArn",
  values: [arn],
});
const fromThisAccount = (aws: Aws) => equals("aws:SourceAccount", aws.accountId);
const via = (aws: Aws, name: string) => equals("kms:ViaService", `${name}.${aws.region}.${aws.dnsSuffix}`);

/** Leaves the use of the key to the account's IAM policies, without which nobody could ever administer it. */
export const administerByAccount = (aws: Aws): Statement => ({
  sid: "AdministerByAccount",
  principals: [{ type: "AWS", identifiers: [aws.globalArn("iam", "root")] }],
  actions: ["kms:*"],
  resources: THIS_KEY,
});

/** As in "Encrypt log data in CloudWatch Logs using AWS KMS"; the principal is a Regional one. */
export const encryptLogGroup = (aws: Aws, logGroupName: string): Statement => ({
  sid: "EncryptLogGroup",
  principals: service(`logs.${aws.region}.${aws.dnsSuffix}`),
  actions: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
  resources: THIS_KEY,
  condition: [
    {
      test: "ArnEquals",
      variable: "kms:EncryptionContext:aws:logs:arn",
      values: [aws.arn("logs", `log-group:${logGroupName}`)],
    },
  ],
});

/** "Amazon SQS Key management", the permissions of producers: SQS calls KMS with the sender's own identity. */
export const sendDeadLetters = (aws: Aws, queueName: string, producerArns: readonly string[]): Statement => ({
  sid: "SendDeadLetters",
  principals: [{ type: "AWS", identifiers: [...producerArns] }],
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: THIS_KEY,
  condition: [via(aws, "sqs"), equals("kms:EncryptionContext:aws:sqs:arn", aws.arn("sqs", queueName))],
});

/** With a bucket key the encryption context is the bucket's ARN, without one it is the object's. */
export const encryptObjects = (aws: Aws, bucketArn: string, principalArns: readonly string[]): Statement => ({
  sid: "EncryptObjects",
  principals: [{ type: "AWS", identifiers: [...principalArns] }],
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: THIS_KEY,
  condition: [
    via(aws, "s3"),
    {
      test: "StringLike",
      variable: "kms:EncryptionContext:aws:s3:arn",
      values: [bucketArn, `${bucketArn}/*`],
    },
  ],
});

/** "Amazon SQS Key management" lists SNS among those that pass `aws:SourceArn`. */
export const deliverFromTopic = (aws: Aws, topicName: string): Statement => ({
  sid: "DeliverFromTopic",
  principals: service("sns.amazonaws.com"),
  actions: SEND_ENCRYPTED,
  resources: THIS_KEY,
  condition: [fromThisAccount(aws), fromArn("ArnEquals", aws.arn("sns", topicName))],
});

/** "Amazon SQS Key management" lists CloudWatch Events, now EventBridge, among those that pass `aws:SourceArn`. */
export const deliverFromRule = (aws: Aws, ruleName: string): Statement => ({
  sid: "DeliverFromRule",
  principals: service("events.amazonaws.com"),
  actions: SEND_ENCRYPTED,
  resources: THIS_KEY,
  condition: [fromThisAccount(aws), fromArn("ArnLike", aws.arn("events", `rule/${ruleName}`))],
});

/**
 * SNS documents that `aws:SourceAccount` and `aws:SourceArn` are not supported for EventBridge to encrypted topics
 * ("Managing Amazon SNS encryption keys"): with either, events are dropped and nothing tells. What is left to narrow
 * it by is the topic, which SNS puts into the encryption context. Unconfirmed: AWS shows that context in its logs,
 * but in no example of a key policy.
 */
export const publishFromRules = (aws: Aws, topicName: string): Statement => ({
  sid: "PublishFromRules",
  principals: service("events.amazonaws.com"),
  actions: SEND_ENCRYPTED,
  resources: THIS_KEY,
  condition: [equals("kms:EncryptionContext:aws:sns:topicArn", aws.arn("sns", topicName))],
});

/** The form that "Managing Amazon SNS encryption keys" gives for services that publish to an encrypted topic. */
export const publishFromAlarms = (aws: Aws): Statement => ({
  sid: "PublishFromAlarms",
  principals: service("cloudwatch.amazonaws.com"),
  actions: SEND_ENCRYPTED,
  resources: THIS_KEY,
  condition: [fromThisAccount(aws), fromArn("ArnLike", aws.arn("cloudwatch", "alarm:*"))],
});

/** "Configure AWS KMS key policies for CloudTrail": the context names the trail in its home Region. */
export const encryptTrail = (aws: Aws, trailName: string): Statement => ({
  sid: "EncryptTrail",
  principals: service("cloudtrail.amazonaws.com"),
  actions: ["kms:GenerateDataKey*"],
  resources: THIS_KEY,
  condition: [
    equals("aws:SourceArn", trailArn(aws, trailName)),
    {
      test: "StringLike",
      variable: "kms:EncryptionContext:aws:cloudtrail:arn",
      values: [`arn:${aws.partition}:cloudtrail:*:${aws.accountId}:trail/*`],
    },
  ],
});

/** No trail can be created without DescribeKey, nor, where its bucket has a bucket key, without Decrypt. */
export const checkKeyOfTrail = (aws: Aws, trailName: string): Statement => ({
  sid: "CheckKeyOfTrail",
  principals: service("cloudtrail.amazonaws.com"),
  actions: ["kms:DescribeKey", "kms:Decrypt"],
  resources: THIS_KEY,
  condition: [equals("aws:SourceArn", trailArn(aws, trailName))],
});

const trailArn = (aws: Aws, trailName: string) => aws.arn("cloudtrail", `trail/${trailName}`);
