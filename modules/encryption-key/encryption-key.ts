import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement as Statement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { Aws } from "../aws";
import { checkProps, expectThat, type Problem } from "../checks";
import { resolved } from "../resolved";
import * as statements from "./key-policy-statements";
import * as rules from "./rules";

/** What others may read of a key. */
export interface IEncryptionKey {
  /** `arn:…:kms:…:key/ID` */
  readonly keyArn: string;
  readonly keyId: string;
}

export interface EncryptionKeyProps {
  /** Name of the key's alias, without the `alias/` before it: 1 to 250 letters, digits, `/`, `_` or `-`. */
  readonly alias: string;
  /** What the key encrypts, and whose it is: at most 8192 characters. */
  readonly description: string;
  /** Days after which KMS makes new key material, 90 to 2560. @default 365 */
  readonly rotationPeriodInDays?: number;
  /** Days that the key can still be saved after `destroy`, 7 to 30. @default 30 */
  readonly deletionWindowInDays?: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

export interface SqsDeadLetterQueueGrant {
  readonly queueName: string;
  /** Who sends to the queue: for a Lambda function its execution role. */
  readonly producerArns: readonly string[];
}

export interface S3Grant {
  readonly bucketArn: string;
  /** ARNs of the IAM roles and users that read and write the bucket's objects. */
  readonly principalArns: readonly string[];
}

export type EventBridgeGrant =
  | {
      /** Rules publish to this encrypted topic. Its topic policy says which: the key's can't, see the README. */
      readonly topicName: string;
    }
  | {
      /**
       * This rule delivers to queues that the key encrypts; on another bus than the default one it is `BUS/RULE`.
       * @default all rules of this account and Region
       */
      readonly ruleName?: string;
    };

/**
 * A symmetric KMS key that rotates. Its policy leaves the administration to the account, and grants nobody else more
 * than the grants below: each adds one narrow statement, at any time before synth. The same grant twice adds one.
 */
export class EncryptionKey extends Construct implements IEncryptionKey {
  readonly keyArn: string;
  readonly keyId: string;
  private readonly policy: DataAwsIamPolicyDocument;
  private readonly granted: Statement[] = [];
  /** The resolved statements that were granted, so that the same one comes once. */
  private readonly identities = new Set<string>();
  /** How many statements have each sid. */
  private readonly numberOf = new Map<string, number>();

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);

    checkProps(this, [
      expectThat("alias", props.alias, rules.alias),
      expectThat("description", props.description, rules.description),
      expectThat("rotationPeriodInDays", props.rotationPeriodInDays, rules.rotationPeriodInDays),
      expectThat("deletionWindowInDays", props.deletionWindowInDays, rules.deletionWindowInDays),
    ]);

    this.policy = new DataAwsIamPolicyDocument(this, "policy", {});
    const key = new KmsKey(this, "key", {
      description: props.description,
      keyUsage: "ENCRYPT_DECRYPT",
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: true,
      rotationPeriodInDays: props.rotationPeriodInDays ?? 365,
      deletionWindowInDays: props.deletionWindowInDays ?? 30,
      policy: this.policy.json,
      tags: props.tags,
    });
    new KmsAlias(this, "alias", { name: `alias/${props.alias}`, targetKeyId: key.keyId });

    this.keyArn = key.arn;
    this.keyId = key.keyId;
    this.grant(statements.administerByAccount(this.aws));
  }

  /** Lets CloudWatch Logs encrypt one log group of this account and Region. */
  grantCloudWatchLogs(logGroupName: string): void {
    checkProps(this, [expectThat("grantCloudWatchLogs.logGroupName", logGroupName, rules.oneName)]);
    this.grant(statements.encryptLogGroup(this.aws, logGroupName));
  }

  /** Lets those who fail send their dead letters to one encrypted queue of this account and Region. */
  grantSqsDeadLetterQueue({ queueName, producerArns }: SqsDeadLetterQueueGrant): void {
    checkProps(this, [
      expectThat("grantSqsDeadLetterQueue.queueName", queueName, rules.oneName),
      ...expectPrincipals("grantSqsDeadLetterQueue.producerArns", producerArns),
    ]);
    this.grant(statements.sendDeadLetters(this.aws, queueName, producerArns));
  }

  /** Lets roles and users read and write the encrypted objects of one bucket, and use the key by no other way. */
  grantS3({ bucketArn, principalArns }: S3Grant): void {
    checkProps(this, [
      expectThat("grantS3.bucketArn", bucketArn, rules.bucketArn),
      ...expectPrincipals("grantS3.principalArns", principalArns),
    ]);
    this.grant(statements.encryptObjects(this.aws, bucketArn, principalArns));
  }

  /** Lets SNS deliver from one topic of this account and Region to queues that the key encrypts. */
  grantSns({ topicName }: { readonly topicName: string }): void {
    checkProps(this, [expectThat("grantSns.topicName", topicName, rules.oneName)]);
    this.grant(statements.deliverFromTopic(this.aws, topicName));
  }

  /** Lets EventBridge publish to one encrypted topic, or deliver to encrypted queues. */
  grantEventBridge(to: EventBridgeGrant): void {
    if ("topicName" in to) {
      checkProps(this, [expectThat("grantEventBridge.topicName", to.topicName, rules.oneName)]);
      this.grant(statements.publishFromRules(this.aws, to.topicName));
      return;
    }
    checkProps(this, [expectThat("grantEventBridge.ruleName", to.ruleName, rules.oneName)]);
    this.grant(statements.deliverFromRule(this.aws, to.ruleName ?? "*"));
  }

  /** Lets the alarms of this account and Region publish to topics that the key encrypts. */
  grantCloudWatchAlarms(): void {
    this.grant(statements.publishFromAlarms(this.aws));
  }

  /** Lets CloudTrail encrypt the log files of one trail, whose home is this account and Region. */
  grantCloudTrail({ trailName }: { readonly trailName: string }): void {
    checkProps(this, [expectThat("grantCloudTrail.trailName", trailName, rules.oneName)]);
    this.grant(statements.encryptTrail(this.aws, trailName));
    this.grant(statements.checkKeyOfTrail(this.aws, trailName));
  }

  private get aws(): Aws {
    return Aws.of(this);
  }

  private grant(statement: Statement): void {
    // Resolved, because every reading of an attribute makes another token for the same reference.
    const identity = JSON.stringify(resolved(this, statement));
    if (this.identities.has(identity)) return;
    this.identities.add(identity);

    // The provider refuses a document in which two statements have the same sid.
    const { sid = "" } = statement;
    const number = (this.numberOf.get(sid) ?? 0) + 1;
    this.numberOf.set(sid, number);
    this.granted.push(number === 1 ? statement : { ...statement, sid: `${sid}${number}` });
    this.policy.putStatement(this.granted);
  }
}

const expectPrincipals = (prop: string, arns: readonly string[]): Problem[] => [
  expectThat(prop, arns.length, {
    expected: "at least one ARN of an IAM role or user",
    isRight: (count) => count > 0,
  }),
  ...arns.map((arn, index) => expectThat(`${prop}[${index}]`, arn, rules.principalArn)),
];
