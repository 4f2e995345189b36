import { dataAwsIamPolicyDocumentStatementToHclTerraform as statementBody } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Token } from "cdktf";
import { Aws } from "../../modules/aws";
import { EncryptionKey } from "../../modules/encryption-key";
import * as statements from "../../modules/encryption-key/key-policy-statements";
import * as rules from "../../modules/encryption-key/rules";
import { everyItem } from "../../modules/rules";
import type { Body } from "../block";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import type { ModuleSource } from "./module-source";

export const encryptionKey: ModuleSource = {
  name: "encryption-key",
  summary:
    "A symmetric KMS key that rotates, its alias, and a key policy that grants nothing but what is asked for: the account administers it, and every other statement has conditions.",
  usage: `
module "key" {
  source = "./terraform/encryption-key"

  alias                      = "claims"
  description                = "Encrypts the logs and the dead letters of claims"
  cloudwatch_log_group_names = ["/aws/lambda/submit-claim"]
}`,
  build(module) {
    const key = new EncryptionKey(module.stack, THIS, {
      alias: module.string("alias", {
        description: "Name of the key's alias, without `alias/` before it.",
        validations: [validation("alias", rules.alias)],
      }),
      description: module.string("description", {
        description: "What the key encrypts, and whose it is.",
        validations: [validation("description", rules.description)],
      }),
      rotationPeriodInDays: module.number("rotation_period_in_days", {
        description: "Days after which KMS makes new key material.",
        default: 365,
        validations: [validation("rotation_period_in_days", rules.rotationPeriodInDays)],
      }),
      deletionWindowInDays: module.number("deletion_window_in_days", {
        description: "Days that the key can still be saved after destroy.",
        default: 30,
        validations: [validation("deletion_window_in_days", rules.deletionWindowInDays)],
      }),
      tags: module.tags(),
    });

    const aws = Aws.of(module.stack);
    const policy = key.node.findChild("policy");
    const grantEach = (
      variable: string,
      iterator: string,
      statement: ReturnType<typeof statements.administerByAccount>,
    ): void =>
      module.dynamicBlocks(policy, "statement", [
        {
          forEach: `var.${variable}`,
          iterator,
          body: statementBody({
            ...statement,
            sid: `${statement.sid}\${${iterator}.key + 1}`,
          }) as Body,
        },
      ]);
    const names = (variable: string, description: string): void => {
      module.stringList(variable, {
        description,
        default: [],
        validations: [validation(variable, everyItem(rules.oneName))],
      });
    };

    names(
      "cloudwatch_log_group_names",
      "Log groups of this account and Region that CloudWatch Logs may encrypt.",
    );
    grantEach(
      "cloudwatch_log_group_names",
      "log_group",
      statements.encryptLogGroup(aws, "${log_group.value}"),
    );

    module.variable(
      "sqs_dead_letter_queues",
      "list(object({ queue_name = string, producer_arns = list(string) }))",
      {
        description:
          "Encrypted queues of this account and Region, and the roles that send their dead letters there.",
        default: [],
        validations: [
          {
            condition: `alltrue([for queue in var.sqs_dead_letter_queues : ${rules.oneName.condition("queue.queue_name")}])`,
            expected: `each queue_name to be ${rules.oneName.expected}`,
            got: "var.sqs_dead_letter_queues[*].queue_name",
          },
          {
            condition: `alltrue([for queue in var.sqs_dead_letter_queues : length(queue.producer_arns) > 0 && ${everyItem(rules.principalArn).condition("queue.producer_arns")}])`,
            expected: `at least one producer for each queue, each to be ${rules.principalArn.expected}`,
            got: "var.sqs_dead_letter_queues[*].producer_arns",
          },
        ],
      },
    );
    grantEach(
      "sqs_dead_letter_queues",
      "queue",
      statements.sendDeadLetters(
        aws,
        "${queue.value.queue_name}",
        Token.asList("${queue.value.producer_arns}"),
      ),
    );

    module.variable("s3_buckets", "list(object({ bucket_arn = string, principal_arns = list(string) }))", {
      description:
        "Buckets whose objects the key encrypts, and the roles and users that read and write them.",
      default: [],
      validations: [
        {
          condition: `alltrue([for bucket in var.s3_buckets : ${rules.bucketArn.condition("bucket.bucket_arn")}])`,
          expected: `each bucket_arn to be ${rules.bucketArn.expected}`,
        },
        {
          condition: `alltrue([for bucket in var.s3_buckets : length(bucket.principal_arns) > 0 && ${everyItem(rules.principalArn).condition("bucket.principal_arns")}])`,
          expected: `at least one principal for each bucket, each to be ${rules.principalArn.expected}`,
        },
      ],
    });
    grantEach(
      "s3_buckets",
      "bucket",
      statements.encryptObjects(
        aws,
        "${bucket.value.bucket_arn}",
        Token.asList("${bucket.value.principal_arns}"),
      ),
    );

    names(
      "sns_topic_names",
      "Topics of this account and Region that deliver to queues which the key encrypts.",
    );
    grantEach("sns_topic_names", "topic", statements.deliverFromTopic(aws, "${topic.value}"));
    names("event_bridge_topic_names", "Encrypted topics that rules of EventBridge may publish to.");
    grantEach("event_bridge_topic_names", "topic", statements.publishFromRules(aws, "${topic.value}"));
    names("event_bridge_rule_names", "Rules of EventBridge that deliver to queues which the key encrypts.");
    grantEach("event_bridge_rule_names", "rule", statements.deliverFromRule(aws, "${rule.value}"));
    names("cloudtrail_trail_names", "Trails of this account and Region whose log files the key encrypts.");
    grantEach("cloudtrail_trail_names", "trail", statements.encryptTrail(aws, "${trail.value}"));
    grantEach("cloudtrail_trail_names", "trail", statements.checkKeyOfTrail(aws, "${trail.value}"));
    module.boolean("cloudwatch_alarms", {
      description:
        "Whether the alarms of this account and Region may publish to topics that the key encrypts.",
      default: false,
    });
    module.dynamicBlocks(policy, "statement", [
      {
        forEach: "var.cloudwatch_alarms ? [1] : []",
        body: statementBody(statements.publishFromAlarms(aws)) as Body,
      },
    ]);

    module.output("key_arn", "ARN of the key.", key.keyArn);
    module.output("key_id", "The key's id.", key.keyId);
  },
};
