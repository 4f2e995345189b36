import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { Aws } from "../aws";
import type { IEncryptionKey } from "../encryption-key";

export interface DeadLetterQueueProps {
  readonly queueName: string;
  readonly encryptionKey: IEncryptionKey;
  readonly tags?: Record<string, string>;
}

/** An encrypted queue for the events that a function failed to process, kept for as long as SQS can, 14 days. */
export class DeadLetterQueue extends Construct {
  readonly queueArn: string;
  readonly queueUrl: string;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    const queue = new SqsQueue(this, "queue", {
      name: props.queueName,
      kmsMasterKeyId: props.encryptionKey.keyArn,
      messageRetentionSeconds: 14 * 24 * 60 * 60,
      // Inline: a separate queue policy makes the provider wait 25 s more on create and on destroy.
      policy: new DataAwsIamPolicyDocument(this, "policy", {
        statement: [
          {
            sid: "RefuseWithoutTls",
            effect: "Deny",
            principals: [{ type: "*", identifiers: ["*"] }],
            actions: ["sqs:*"],
            resources: [Aws.of(this).arn("sqs", props.queueName)],
            condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
          },
        ],
      }).json,
      tags: props.tags,
    });
    this.queueArn = queue.arn;
    this.queueUrl = queue.url;
  }
}
