import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption-key";
import { problemsOf, Template } from "../../template";

type Props = ConstructorParameters<typeof EncryptionKey>[2];
interface Statement {
  readonly sid: string;
  readonly actions: string[];
  readonly principals: { readonly type: string; readonly identifiers: string[] }[];
}

const ACCOUNT = "${data.aws_caller_identity.caller_identity.account_id}";
const REGION = "${data.aws_region.region.id}";
const PARTITION = "${data.aws_partition.partition.partition}";
const DNS_SUFFIX = "${data.aws_partition.partition.dns_suffix}";
const ROLE = "arn:aws:iam::123456789012:role/submit-claim";
const BUCKET = "arn:aws:s3:::artifacts";

const fromThisAccount = { test: "StringEquals", variable: "aws:SourceAccount", values: [ACCOUNT] };

const make = (props: Partial<Props> = {}, stack: TerraformStack) =>
  new EncryptionKey(stack, "key", { alias: "claims", description: "Encrypts claims", ...props });

const key = (props: Partial<Props> = {}) => Template.of((stack) => make(props, stack));

const grantedBy = (...grants: ((key: EncryptionKey) => void)[]) =>
  Template.of((stack) => {
    const made = make({}, stack);
    grants.forEach((grant) => grant(made));
  });

const statementsOf = (template: Template) =>
  template.attached("aws_kms_key", "policy") as unknown as Statement[];

const problemsWith = (props: Partial<Props>, grant?: (key: EncryptionKey) => void) =>
  problemsOf((stack) => {
    const made = make(props, stack);
    grant?.(made);
  });

const everyGrant: ((key: EncryptionKey) => void)[] = [
  (key) => key.grantCloudWatchLogs("/aws/lambda/submit-claim"),
  (key) => key.grantSqsDeadLetterQueue({ queueName: "dead-letters", producerArns: [ROLE] }),
  (key) => key.grantS3({ bucketArn: BUCKET, principalArns: [ROLE] }),
  (key) => key.grantSns({ topicName: "alarms" }),
  (key) => key.grantEventBridge({ ruleName: "revoked" }),
  (key) => key.grantEventBridge({}),
  (key) => key.grantEventBridge({ topicName: "alarms" }),
  (key) => key.grantCloudWatchAlarms(),
  (key) => key.grantCloudTrail({ trailName: "audit" }),
];

describe("an encryption key", () => {
  test("is symmetric and rotates once a year by default", () => {
    const template = key();
    const address = template.address("aws_kms_key");
    const document = Object.keys(
      (template.json.data as Record<string, object>).aws_iam_policy_document ?? {},
    )[0];
    expect(template.resource("aws_kms_key")).toEqual({
      description: "Encrypts claims",
      key_usage: "ENCRYPT_DECRYPT",
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      enable_key_rotation: true,
      rotation_period_in_days: 365,
      deletion_window_in_days: 30,
      policy: `\${data.aws_iam_policy_document.${document}.json}`,
    });
    expect(template.resource("aws_kms_alias")).toEqual({
      name: "alias/claims",
      target_key_id: `\${${address}.key_id}`,
    });
  });

  test("takes another rotation period, deletion window and tags", () => {
    const template = key({ rotationPeriodInDays: 90, deletionWindowInDays: 7, tags: { Team: "claims" } });
    expect(template.resource("aws_kms_key")).toMatchObject({
      rotation_period_in_days: 90,
      deletion_window_in_days: 7,
      tags: { Team: "claims" },
    });
  });

  test("leaves the administration to the account, and has no other statement by default", () => {
    expect(statementsOf(key())).toEqual([
      {
        sid: "AdministerByAccount",
        principals: [{ type: "AWS", identifiers: [`arn:${PARTITION}:iam::${ACCOUNT}:root`] }],
        actions: ["kms:*"],
        resources: ["*"],
      },
    ]);
  });

  test("grants nobody but the account kms:*, and nothing to everybody, whatever is granted", () => {
    const others = statementsOf(grantedBy(...everyGrant)).filter(({ sid }) => sid !== "AdministerByAccount");
    expect(others).toHaveLength(everyGrant.length + 1); // CloudTrail has two
    for (const statement of others) {
      expect(statement).toHaveProperty("condition");
      expect(statement).not.toHaveProperty("not_actions");
      expect(statement).not.toHaveProperty("not_principals");
      for (const action of statement.actions) {
        expect(action).toMatch(/^kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey|Describe)/);
      }
      for (const { type, identifiers } of statement.principals) {
        expect(["AWS", "Service"]).toContain(type);
        expect(identifiers.join()).not.toMatch(/\*|:root$/);
      }
    }
  });

  test("never has two statements with one sid, which the provider refuses", () => {
    const sids = statementsOf(
      grantedBy(
        ...everyGrant,
        (key) => key.grantCloudWatchLogs("/aws/lambda/second"),
        (key) => key.grantCloudWatchLogs("/aws/lambda/third"),
        (key) => key.grantS3({ bucketArn: "arn:aws:s3:::second", principalArns: [ROLE] }),
        (key) => key.grantSns({ topicName: "second" }),
        (key) => key.grantCloudTrail({ trailName: "second" }),
      ),
    ).map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids).toEqual(expect.arrayContaining(["EncryptLogGroup", "EncryptLogGroup2", "EncryptLogGroup3"]));
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  });

  test("collapses identical grants, those that name references too", () => {
    const template = Template.of((stack) => {
      const made = make({}, stack);
      const role = new IamRole(stack, "role", { assumeRolePolicy: "{}" });
      for (let times = 0; times < 2; times++) {
        made.grantCloudWatchLogs("/aws/lambda/submit-claim");
        made.grantSqsDeadLetterQueue({ queueName: "dead-letters", producerArns: [role.arn] });
      }
    });
    expect(statementsOf(template).map(({ sid }) => sid)).toEqual([
      "AdministerByAccount",
      "EncryptLogGroup",
      "SendDeadLetters",
    ]);
    expect(template.statement("SendDeadLetters").principals).toEqual([
      { type: "AWS", identifiers: ["${aws_iam_role.role.arn}"] },
    ]);
  });
});

describe("the key's grant", () => {
  test("to CloudWatch Logs is for one log group", () => {
    const template = grantedBy((key) => key.grantCloudWatchLogs("/aws/lambda/submit-claim"));
    expect(template.statement("EncryptLogGroup")).toEqual({
      sid: "EncryptLogGroup",
      principals: [{ type: "Service", identifiers: [`logs.${REGION}.${DNS_SUFFIX}`] }],
      actions: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      resources: ["*"],
      condition: [
        {
          test: "ArnEquals",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: [`arn:${PARTITION}:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/submit-claim`],
        },
      ],
    });
  });

  test("for a dead-letter queue is for its producers, through SQS and for that queue", () => {
    const template = grantedBy((key) =>
      key.grantSqsDeadLetterQueue({ queueName: "dead-letters", producerArns: [ROLE] }),
    );
    expect(template.statement("SendDeadLetters")).toEqual({
      sid: "SendDeadLetters",
      principals: [{ type: "AWS", identifiers: [ROLE] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
      condition: [
        { test: "StringEquals", variable: "kms:ViaService", values: [`sqs.${REGION}.${DNS_SUFFIX}`] },
        {
          test: "StringEquals",
          variable: "kms:EncryptionContext:aws:sqs:arn",
          values: [`arn:${PARTITION}:sqs:${REGION}:${ACCOUNT}:dead-letters`],
        },
      ],
    });
  });

  test("for S3 is for one bucket and its objects, through S3", () => {
    const template = grantedBy((key) => key.grantS3({ bucketArn: BUCKET, principalArns: [ROLE] }));
    expect(template.statement("EncryptObjects")).toEqual({
      sid: "EncryptObjects",
      principals: [{ type: "AWS", identifiers: [ROLE] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
      condition: [
        { test: "StringEquals", variable: "kms:ViaService", values: [`s3.${REGION}.${DNS_SUFFIX}`] },
        {
          test: "StringLike",
          variable: "kms:EncryptionContext:aws:s3:arn",
          values: ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"],
        },
      ],
    });
  });

  test("to SNS is for deliveries from one topic", () => {
    expect(grantedBy((key) => key.grantSns({ topicName: "alarms" })).statement("DeliverFromTopic")).toEqual({
      sid: "DeliverFromTopic",
      principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        fromThisAccount,
        {
          test: "ArnEquals",
          variable: "aws:SourceArn",
          values: [`arn:${PARTITION}:sns:${REGION}:${ACCOUNT}:alarms`],
        },
      ],
    });
  });

  test.each([
    [{ ruleName: "revoked" }, "rule/revoked"],
    [{ ruleName: "security/revoked" }, "rule/security/revoked"],
    [{}, "rule/*"],
  ])("to EventBridge for %j is for deliveries from %s of this account", (to, resource) => {
    expect(grantedBy((key) => key.grantEventBridge(to)).statement("DeliverFromRule")).toEqual({
      sid: "DeliverFromRule",
      principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        fromThisAccount,
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: [`arn:${PARTITION}:events:${REGION}:${ACCOUNT}:${resource}`],
        },
      ],
    });
  });

  test("to EventBridge for an encrypted topic has no source condition: SNS does not support them there", () => {
    const template = grantedBy((key) => key.grantEventBridge({ topicName: "alarms" }));
    expect(template.statement("PublishFromRules")).toEqual({
      sid: "PublishFromRules",
      principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        {
          test: "StringEquals",
          variable: "kms:EncryptionContext:aws:sns:topicArn",
          values: [`arn:${PARTITION}:sns:${REGION}:${ACCOUNT}:alarms`],
        },
      ],
    });
  });

  test("to CloudWatch is for alarms of this account", () => {
    expect(grantedBy((key) => key.grantCloudWatchAlarms()).statement("PublishFromAlarms")).toEqual({
      sid: "PublishFromAlarms",
      principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        fromThisAccount,
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: [`arn:${PARTITION}:cloudwatch:${REGION}:${ACCOUNT}:alarm:*`],
        },
      ],
    });
  });

  test("to CloudTrail is for one trail", () => {
    const template = grantedBy((key) => key.grantCloudTrail({ trailName: "audit" }));
    const fromTrail = {
      test: "StringEquals",
      variable: "aws:SourceArn",
      values: [`arn:${PARTITION}:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`],
    };
    const principals = [{ type: "Service", identifiers: ["cloudtrail.amazonaws.com"] }];
    expect(template.statement("EncryptTrail")).toEqual({
      sid: "EncryptTrail",
      principals,
      actions: ["kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        fromTrail,
        {
          test: "StringLike",
          variable: "kms:EncryptionContext:aws:cloudtrail:arn",
          values: [`arn:${PARTITION}:cloudtrail:*:${ACCOUNT}:trail/*`],
        },
      ],
    });
    expect(template.statement("CheckKeyOfTrail")).toEqual({
      sid: "CheckKeyOfTrail",
      principals,
      actions: ["kms:DescribeKey", "kms:Decrypt"],
      resources: ["*"],
      condition: [fromTrail],
    });
  });
});

describe("an encryption key's props", () => {
  test.each(["alias/claims", "aws/claims", "", "my key", "x".repeat(251)])("refuse the alias %j", (alias) => {
    expect(problemsWith({ alias })).toEqual([
      "[stack/key] alias: expected 1 to 250 letters, digits, /, _ or -, without alias/ before them, and not " +
        `beginning with aws/, got: ${JSON.stringify(alias)}`,
    ]);
  });

  test.each([
    [
      { rotationPeriodInDays: 89 },
      "rotationPeriodInDays: expected a whole number of 90 to 2560 days, got: 89",
    ],
    [
      { rotationPeriodInDays: 2561 },
      "rotationPeriodInDays: expected a whole number of 90 to 2560 days, got: 2561",
    ],
    [{ deletionWindowInDays: 6 }, "deletionWindowInDays: expected a whole number of 7 to 30 days, got: 6"],
    [{ deletionWindowInDays: 31 }, "deletionWindowInDays: expected a whole number of 7 to 30 days, got: 31"],
    [{ description: "" }, 'description: expected 1 to 8192 characters, got: ""'],
  ])("refuse %j", (props, message) => {
    expect(problemsWith(props)).toEqual([`[stack/key] ${message}`]);
  });

  test("take the ends of their ranges", () => {
    expect(problemsWith({ rotationPeriodInDays: 90, deletionWindowInDays: 30, alias: "a/b_c-9" })).toEqual(
      [],
    );
    expect(problemsWith({ rotationPeriodInDays: 2560, deletionWindowInDays: 7 })).toEqual([]);
  });

  test("are all listed at once", () => {
    const found = problemsWith({ alias: "", rotationPeriodInDays: 1, deletionWindowInDays: 1 });
    expect(found.map((problem) => problem.split(":")[0])).toEqual([
      "[stack/key] alias",
      "[stack/key] rotationPeriodInDays",
      "[stack/key] deletionWindowInDays",
    ]);
  });

  test.each<[string, (key: EncryptionKey) => void]>([
    ["grantCloudWatchLogs.logGroupName", (key) => key.grantCloudWatchLogs("/aws/lambda/*")],
    [
      "grantSqsDeadLetterQueue.queueName",
      (key) => key.grantSqsDeadLetterQueue({ queueName: "*", producerArns: [ROLE] }),
    ],
    ["grantSns.topicName", (key) => key.grantSns({ topicName: "alarm?" })],
    ["grantEventBridge.topicName", (key) => key.grantEventBridge({ topicName: "*" })],
    ["grantEventBridge.ruleName", (key) => key.grantEventBridge({ ruleName: "*" })],
    ["grantCloudTrail.trailName", (key) => key.grantCloudTrail({ trailName: "*" })],
  ])("refuse a wildcard in %s", (prop, grant) => {
    expect(problemsWith({}, grant)).toEqual([
      expect.stringMatching(`\\[stack/key\\] ${prop}: expected one name, without wildcards, got: `),
    ]);
  });

  test.each([
    "*",
    "arn:aws:iam::123456789012:root",
    "arn:aws:iam::123456789012:role/*",
    "lambda.amazonaws.com",
  ])("refuse the principal %j", (arn) => {
    const message = `expected the ARN of an IAM role or user, got: ${JSON.stringify(arn)}`;
    expect(
      problemsWith({}, (key) => {
        key.grantSqsDeadLetterQueue({ queueName: "dead-letters", producerArns: [ROLE, arn] });
        key.grantS3({ bucketArn: BUCKET, principalArns: [arn] });
      }),
    ).toEqual([
      `[stack/key] grantSqsDeadLetterQueue.producerArns[1]: ${message}`,
      `[stack/key] grantS3.principalArns[0]: ${message}`,
    ]);
  });

  test("refuse a grant to nobody, which AWS would refuse as a policy without principal", () => {
    expect(problemsWith({}, (key) => key.grantS3({ bucketArn: BUCKET, principalArns: [] }))).toEqual([
      "[stack/key] grantS3.principalArns: expected at least one ARN of an IAM role or user, got: 0",
    ]);
  });

  test("refuse all buckets at once", () => {
    expect(
      problemsWith({}, (key) => key.grantS3({ bucketArn: "arn:aws:s3:::*", principalArns: [ROLE] })),
    ).toEqual([
      '[stack/key] grantS3.bucketArn: expected the ARN of one bucket, arn:…:s3:::NAME, got: "arn:aws:s3:::*"',
    ]);
  });
});
