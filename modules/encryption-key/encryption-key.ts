import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement as Statement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { Aws } from "../aws";
import { checkProps, expectInteger, expectMatch, expectThat, type Problem } from "../checks";
import * as statements from "./key-policy-statements";

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
      expectMatch(
        "alias",
        props.alias,
        /^(?!alias\/|aws\/)[A-Za-z0-9/_-]{1,250}$/,
        "1 to 250 letters, digits, /, _ or -, without alias/ before them, and not beginning with aws/",
      ),
      expectThat(
        "description",
        props.description,
        "1 to 8192 characters",
        ({ length }) => length >= 1 && length <= 8192,
      ),
      expectInteger("rotationPeriodInDays", props.rotationPeriodInDays, { min: 90, max: 2560, unit: "days" }),
      expectInteger("deletionWindowInDays", props.deletionWindowInDays, { min: 7, max: 30, unit: "days" }),
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
    checkProps(this, [expectOneName("grantCloudWatchLogs.logGroupName", logGroupName)]);
    this.grant(statements.encryptLogGroup(this.aws, logGroupName));
  }

  /** Lets those who fail send their dead letters to one encrypted queue of this account and Region. */
  grantSqsDeadLetterQueue({ queueName, producerArns }: SqsDeadLetterQueueGrant): void {
    checkProps(this, [
      expectOneName("grantSqsDeadLetterQueue.queueName", queueName),
      ...expectPrincipals("grantSqsDeadLetterQueue.producerArns", producerArns),
    ]);
    this.grant(statements.sendDeadLetters(this.aws, queueName, producerArns));
  }

  /** Lets roles and users read and write the encrypted objects of one bucket, and use the key by no other way. */
  grantS3({ bucketArn, principalArns }: S3Grant): void {
    checkProps(this, [
      expectMatch(
        "grantS3.bucketArn",
        bucketArn,
        /^arn:[^:]+:s3:::[a-z0-9.-]+$/,
        "the ARN of one bucket, arn:…:s3:::NAME",
      ),
      ...expectPrincipals("grantS3.principalArns", principalArns),
    ]);
    this.grant(statements.encryptObjects(this.aws, bucketArn, principalArns));
  }

  /** Lets SNS deliver from one topic of this account and Region to queues that the key encrypts. */
  grantSns({ topicName }: { readonly topicName: string }): void {
    checkProps(this, [expectOneName("grantSns.topicName", topicName)]);
    this.grant(statements.deliverFromTopic(this.aws, topicName));
  }

  /** Lets EventBridge publish to one encrypted topic, or deliver to encrypted queues. */
  grantEventBridge(to: EventBridgeGrant): void {
    if ("topicName" in to) {
      checkProps(this, [expectOneName("grantEventBridge.topicName", to.topicName)]);
      this.grant(statements.publishFromRules(this.aws, to.topicName));
      return;
    }
    checkProps(this, [expectOneName("grantEventBridge.ruleName", to.ruleName)]);
    this.grant(statements.deliverFromRule(this.aws, to.ruleName ?? "*"));
  }

  /** Lets the alarms of this account and Region publish to topics that the key encrypts. */
  grantCloudWatchAlarms(): void {
    this.grant(statements.publishFromAlarms(this.aws));
  }

  /** Lets CloudTrail encrypt the log files of one trail, whose home is this account and Region. */
  grantCloudTrail({ trailName }: { readonly trailName: string }): void {
    checkProps(this, [expectOneName("grantCloudTrail.trailName", trailName)]);
    this.grant(statements.encryptTrail(this.aws, trailName));
    this.grant(statements.checkKeyOfTrail(this.aws, trailName));
  }

  private get aws(): Aws {
    return Aws.of(this);
  }

  private grant(statement: Statement): void {
    // Resolved, because every reading of an attribute makes another token for the same reference.
    const identity = JSON.stringify(
      Tokenization.resolve(statement, {
        scope: this,
        resolver: new DefaultTokenResolver(new StringConcat()),
        preparing: false,
      }),
    );
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

/** IAM expands `*` and `?` in ARN conditions, `ArnEquals` too: a name with one would grant many. */
const expectOneName = (prop: string, name: string | undefined): Problem =>
  expectMatch(prop, name, /^[^*?\s]+$/, "one name, without wildcards");

const expectPrincipals = (prop: string, arns: readonly string[]): Problem[] => [
  expectThat(prop, arns.length, "at least one ARN of an IAM role or user", (count) => count > 0),
  ...arns.map((arn, index) =>
    expectMatch(
      `${prop}[${index}]`,
      arn,
      /^arn:[^:]+:iam::\d{12}:(role|user)\/[^*?]+$/,
      "the ARN of an IAM role or user",
    ),
  ),
];
