import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption-key";
import { SignedFunction, type SignedFunctionProps } from "../../../modules/signed-function";
import { SigningJob } from "../../../modules/signing-job";
import { SAMPLE_BUCKET, SAMPLE_CONFIG, SAMPLE_PROFILE, samplePackage } from "../sample";
import { problemsOf, Template } from "../../template";

const SAMPLE_NETWORK = {
  vpcId: "vpc-1",
  subnetIds: ["subnet-1", "subnet-2"],
  endpointSecurityGroupId: "sg-endpoints",
  s3PrefixListId: "pl-s3",
};

const build =
  (changes: Partial<SignedFunctionProps> = {}) =>
  (stack: TerraformStack): void => {
    const { artifact } = new SigningJob(stack, "signing", {
      package: samplePackage(),
      profile: SAMPLE_PROFILE,
      bucket: SAMPLE_BUCKET,
    });
    new SignedFunction(stack, "function", {
      functionName: "claims",
      artifact,
      codeSigningConfig: SAMPLE_CONFIG,
      encryptionKey: new EncryptionKey(stack, "key", { alias: "claims", description: "Claims" }),
      ...changes,
    });
  };
const template = (changes?: Partial<SignedFunctionProps>) => Template.of(build(changes));
const lambda = (changes?: Partial<SignedFunctionProps>) => template(changes).resource("aws_lambda_function");

describe("a signed function", () => {
  test("is attached to its code signing config", () => {
    expect(lambda().code_signing_config_arn).toBe(SAMPLE_CONFIG.codeSigningConfigArn);
  });

  test("is deployed from the signed object, pinned by bucket, key and version", () => {
    const made = template();
    const job = made.address("aws_signer_signing_job");
    const { s3_bucket, s3_key, s3_object_version } = made.resource("aws_lambda_function");
    expect({ s3_bucket, s3_key, s3_object_version }).toEqual({
      s3_bucket: `\${${job}.signed_object[0].s3[0].bucket}`,
      s3_key: `\${${job}.signed_object[0].s3[0].key}`,
      s3_object_version: `\${${made.address("terraform_data")}.output.versionId}`,
    });
  });

  test("has no file name and no source_code_hash: neither is of the signed object", () => {
    expect(lambda()).not.toHaveProperty("filename");
    expect(lambda()).not.toHaveProperty("source_code_hash");
  });

  test("can't be handed anything but a signed artifact", () => {
    // @ts-expect-error a plain object has the same members, and is no SignedArtifact
    const forged: SignedFunctionProps["artifact"] = { bucketName: "b", key: "k", version: "v" };
    // @ts-expect-error a file name is no SignedArtifact
    const fileName: SignedFunctionProps["artifact"] = "function.zip";
    expect([forged, fileName]).toHaveLength(2);
  });

  test("runs nodejs22.x unless told otherwise", () => {
    expect(lambda().runtime).toBe("nodejs22.x");
  });

  test("traces with X-Ray", () => {
    expect(lambda().tracing_config).toEqual({ mode: "Active" });
  });

  test("encrypts its environment with the key", () => {
    const made = template({ environment: { STAGE: "test" } });
    expect(made.resource("aws_lambda_function").kms_key_arn).toBe(`\${${made.address("aws_kms_key")}.arn}`);
  });

  test("writes to an encrypted log group with a retention", () => {
    const made = template();
    expect(made.resource("aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/claims",
      retention_in_days: 365,
      kms_key_id: `\${${made.address("aws_kms_key")}.arn}`,
    });
  });

  test("has a dead-letter queue, encrypted by the key", () => {
    const made = template();
    expect(made.resource("aws_lambda_function").dead_letter_config).toEqual({
      target_arn: `\${${made.address("aws_sqs_queue")}.arn}`,
    });
    expect(made.resource("aws_sqs_queue").kms_master_key_id).toBe(`\${${made.address("aws_kms_key")}.arn}`);
  });

  test("refuses to talk to its dead-letter queue without TLS", () => {
    const made = template();
    expect(made.resource("aws_sqs_queue").name).toBe("claims-dead-letters");
    expect(made.attached("aws_sqs_queue", "policy")).toEqual([
      {
        sid: "RefuseWithoutTls",
        effect: "Deny",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: ["sqs:*"],
        resources: [expect.stringMatching(/^arn:.*:sqs:.*:claims-dead-letters$/)],
        condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });

  test.each([
    ["without a network", {}, []],
    ["in a network", { network: SAMPLE_NETWORK }, ["AttachToTheVpc", "RefuseTheSameToTheCode"]],
    [
      "with statements of its own",
      { statements: [{ sid: "Own", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::claims/*"] }] },
      ["Own"],
    ],
  ])("has a role whose only permissions are those that are tested here: %s", (_, changes, more) => {
    const made = template(changes);
    expect(made.attached("aws_iam_role_policy", "policy").map(({ sid }) => sid)).toEqual([
      "WriteOwnLogs",
      "SendOwnDeadLetters",
      "ReadOwnEnvironment",
      "SendTraces",
      ...more,
    ]);
    const role = made.address("aws_iam_role");
    expect(made.resource("aws_iam_role_policy").role).toBe(`\${${role}.name}`);
    expect(made.resource("aws_lambda_function").role).toBe(`\${${role}.arn}`);
    expect(made.resources("aws_iam_role_policy_attachment")).toEqual([]);
    expect(made.resource("aws_iam_role")).not.toHaveProperty("managed_policy_arns");
    expect(made.resource("aws_iam_role")).not.toHaveProperty("inline_policy");
  });

  test("may write its own logs only", () => {
    const made = template();
    expect(made.statement("WriteOwnLogs")).toEqual({
      sid: "WriteOwnLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`\${${made.address("aws_cloudwatch_log_group")}.arn}:*`],
    });
  });

  test("may send to its own dead-letter queue only", () => {
    const made = template();
    expect(made.statement("SendOwnDeadLetters")).toEqual({
      sid: "SendOwnDeadLetters",
      actions: ["sqs:SendMessage"],
      resources: [`\${${made.address("aws_sqs_queue")}.arn}`],
    });
  });

  test("may decrypt its own environment with the key, and nothing else", () => {
    const ownArn = /^arn:.*:function:claims$/;
    const uses = template()
      .dataSources("aws_iam_policy_document")
      .flatMap((document) => document.statement as { sid: string; actions: string[]; principals?: unknown }[])
      .filter(
        (statement) => !statement.principals && statement.actions.some((action) => action.startsWith("kms:")),
      );
    expect(uses).toEqual([
      {
        sid: "ReadOwnEnvironment",
        actions: ["kms:Decrypt"],
        resources: [`\${${template().address("aws_kms_key")}.arn}`],
        condition: [
          {
            test: "ArnLike",
            variable: "kms:EncryptionContext:aws:lambda:FunctionArn",
            values: [expect.stringMatching(ownArn), expect.stringMatching(/:function:claims:\*$/)],
          },
        ],
      },
    ]);
  });

  test("has the key grant its log group and its dead-letter queue, no others", () => {
    const made = template();
    expect(made.statement("EncryptLogGroup")).toMatchObject({
      condition: [{ values: [expect.stringMatching(/:log-group:\/aws\/lambda\/claims$/)] }],
    });
    expect(made.statement("SendDeadLetters").principals).toEqual([
      { type: "AWS", identifiers: [`\${${made.address("aws_iam_role")}.arn}`] },
    ]);
  });

  test("has a role whose name another Region can't take", () => {
    expect(template().resource("aws_iam_role").name_prefix).toBe("claims-");
    expect(template({ functionName: "x".repeat(64) }).resource("aws_iam_role").name_prefix).toHaveLength(38);
  });

  test("has no permission on everything but traces", () => {
    const statements = template()
      .dataSources("aws_iam_policy_document")
      .flatMap(
        (document) => document.statement as { sid: string; resources?: string[]; principals?: unknown }[],
      )
      .filter((statement) => !statement.principals && statement.resources?.includes("*"));
    expect(statements.map((statement) => statement.sid)).toEqual(["SendTraces"]);
  });

  test("may be assumed by Lambda only", () => {
    expect(template().attached("aws_iam_role", "assume_role_policy")).toEqual([
      {
        sid: "LambdaAssumesTheRole",
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
      },
    ]);
  });

  test("reserves no concurrency unless asked: a new account has too little", () => {
    expect(lambda()).not.toHaveProperty("reserved_concurrent_executions");
    expect(lambda({ reservedConcurrentExecutions: 5 }).reserved_concurrent_executions).toBe(5);
  });

  test("has an alias on its newest version", () => {
    const made = template();
    expect(made.resource("aws_lambda_alias")).toMatchObject({
      name: "live",
      function_version: `\${${made.address("aws_lambda_function")}.version}`,
    });
    expect(made.resource("aws_lambda_function").publish).toBe(true);
  });

  test("reports the signature of the version that was published, not of the one before", () => {
    const made = template();
    const lambda = made.address("aws_lambda_function");
    expect(made.dataSource("aws_lambda_function")).toEqual({
      function_name: `\${${lambda}.function_name}`,
      qualifier: `\${${lambda}.version}`,
    });
  });

  describe("in a network", () => {
    test("has a security group of its own, without any way in", () => {
      const made = template({ network: SAMPLE_NETWORK });
      expect(made.resource("aws_lambda_function").vpc_config).toEqual({
        subnet_ids: ["subnet-1", "subnet-2"],
        security_group_ids: [`\${${made.address("aws_security_group")}.id}`],
      });
      const ownIngress = made
        .resources("aws_vpc_security_group_ingress_rule")
        .filter((rule) => rule.security_group_id !== "sg-endpoints");
      expect(ownIngress).toEqual([]);
    });

    test("reaches the endpoints and S3 by HTTPS, and nothing else", () => {
      const rules = template({ network: SAMPLE_NETWORK }).resources("aws_vpc_security_group_egress_rule");
      expect(rules.map((rule) => [rule.from_port, rule.to_port, rule.ip_protocol])).toEqual([
        [443, 443, "tcp"],
        [443, 443, "tcp"],
      ]);
      expect(rules.map((rule) => rule.referenced_security_group_id ?? rule.prefix_list_id).sort()).toEqual([
        "pl-s3",
        "sg-endpoints",
      ]);
    });

    test("denies its own code what the Lambda service needs to attach it", () => {
      const denied = template({ network: SAMPLE_NETWORK }).statement("RefuseTheSameToTheCode");
      expect(denied.effect).toBe("Deny");
      expect(denied.actions).toEqual(
        template({ network: SAMPLE_NETWORK }).statement("AttachToTheVpc").actions,
      );
      expect(denied.condition).toEqual([
        {
          test: "ArnEquals",
          variable: "lambda:SourceFunctionArn",
          values: [expect.stringMatching(/:function:claims$/)],
        },
      ]);
    });

    test("moves its interfaces before it is destroyed, where asked", () => {
      expect(lambda({ network: SAMPLE_NETWORK })).not.toHaveProperty("replace_security_groups_on_destroy");
      expect(
        lambda({ network: SAMPLE_NETWORK, replaceSecurityGroupsOnDestroy: true })
          .replace_security_groups_on_destroy,
      ).toBe(true);
    });
  });

  test("takes a key of its own stack only: that key's policy is extended", () => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), "other-stack-")) });
    const elsewhere = new EncryptionKey(new TerraformStack(app, "elsewhere"), "key", {
      alias: "a",
      description: "d",
    });
    expect(problemsOf(build({ encryptionKey: elsewhere }))).toContain(
      '[stack/function] encryptionKey: expected a key of this stack, because its policy is extended, got: "elsewhere/key"',
    );
  });

  test("refuses an environment that Lambda wouldn't take", () => {
    expect(
      problemsOf(build({ environment: { "1st": "x", AWS_REGION: "x", BIG: "x".repeat(4079) } })),
    ).toEqual([
      '[stack/function] environment: expected names of at least 2 letters, digits or _, a letter first, none that Lambda keeps for itself, got: "1st"',
      '[stack/function] environment: expected names of at least 2 letters, digits or _, a letter first, none that Lambda keeps for itself, got: "AWS_REGION"',
      "[stack/function] environment: expected at most 4096 bytes in all, got: 4116",
    ]);
  });

  test("lists all wrong props at once", () => {
    const wrong = {
      functionName: "a b",
      memorySize: 64,
      timeout: 901,
      logRetentionInDays: 2,
      aliasName: "1",
    };
    const own = problemsOf(build(wrong)).filter((problem) => problem.startsWith("[stack/function] "));
    expect(own.map((problem) => problem.split(", got: ")[1])).toEqual(['"a b"', "64", "901", "2", '"1"']);
  });
});
