import { dataAwsIamPolicyDocumentStatementToHclTerraform as statementBody } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { SignerSigningJob } from "@cdktf/provider-aws/lib/signer-signing-job";
import { Token } from "cdktf";
import * as configRules from "../../modules/code-signing-config/rules";
import { Aws } from "../../modules/aws";
import { EncryptionKey } from "../../modules/encryption-key";
import { sendDeadLetters } from "../../modules/encryption-key/key-policy-statements";
import { logRetentionInDays } from "../../modules/log-retention";
import { everyItem, matching } from "../../modules/rules";
import { Runtime, SignedFunction } from "../../modules/signed-function";
import * as rules from "../../modules/signed-function/rules";
import { SigningJob } from "../../modules/signing-job";
import * as jobRules from "../../modules/signing-job/rules";
import { unsignedObject } from "../../modules/signing-job/unsigned-object";
import type { Body } from "../block";
import { THIS } from "../readable-stack";
import { type TerraformModule, validation } from "../terraform-module";
import { bucketName } from "./bucket-name";
import type { ModuleSource } from "./module-source";
import { orKeyOfCaller } from "./own-encryption-key";

export const signedFunction: ModuleSource = {
  name: "signed-function",
  summary:
    "Signs a package with AWS Signer and deploys a Lambda function from exactly that signed object, under a code signing config: with role, encrypted logs, dead-letter queue, alias and, where asked, a private network.",
  usage: `
# With the module code-signing called as code_signing.
module "submit_claim" {
  source = "./terraform/signed-function"

  function_name           = "submit-claim"
  package_path            = "build/submit-claim.zip"
  artifact_bucket_name    = module.code_signing.artifact_bucket_name
  signing_profile_name    = module.code_signing.profile_name
  code_signing_config_arn = module.code_signing.code_signing_config_arn
}`,
  notes: [
    "New content makes a new object version, a new signing job and an update of the function; without new content the plan is empty.",
    "Whoever applies needs `signer:StartSigningJob`, and may read and write the artifact bucket and use its key.",
    "A job that fails fails the apply. The provider shows neither the reason nor the job: `aws signer list-signing-jobs --status Failed` lists it, and `aws signer describe-signing-job --job-id ID` says why.",
    "The provider waits 25 s for the queue and 12 s for the key by itself.",
  ],
  build(module) {
    const functionName = module.string("function_name", {
      description: "Name of the function.",
      validations: [validation("function_name", rules.functionName)],
    });
    const tags = module.tags();
    const bucket = {
      bucketName: module.string("artifact_bucket_name", {
        description: "Versioned bucket of the unsigned and signed packages, in the profile's Region.",
        validations: [validation("artifact_bucket_name", bucketName)],
      }),
      bucketArn: "",
    };
    const artifact = signingJob(module, functionName, bucket).artifact;

    const own = new EncryptionKey(module.stack, "key", {
      alias: `${functionName}-function`,
      description: `Encrypts the environment, the logs and the dead letters of ${functionName}`,
      tags,
    });
    const encryptionKey = orKeyOfCaller(
      module,
      own,
      "It must let CloudWatch Logs encrypt the log group `/aws/lambda/<function name>`, and leave its use to the account's IAM policies, as keys of the module encryption-key do.",
    );
    const signed = new SignedFunction(module.stack, THIS, {
      functionName,
      artifact,
      encryptionKey,
      codeSigningConfig: {
        codeSigningConfigArn: module.string("code_signing_config_arn", {
          description: "ARN of the code signing config that says whom the function trusts.",
          validations: [validation("code_signing_config_arn", configRules.configArn)],
        }),
      },
      description: module.string("description", {
        description: "What the function does.",
        optional: true,
        validations: [validation("description", rules.description)],
      }),
      handler: module.string("handler", {
        description: "What Lambda calls, as `<file>.<export>`.",
        default: "index.handler",
        validations: [validation("handler", rules.handler)],
      }),
      runtime: Runtime.of(
        module.string("runtime", {
          description: "A managed runtime's identifier.",
          default: Runtime.NODEJS_22_X.identifier,
          validations: [
            validation(
              "runtime",
              matching(/^[a-z]+[0-9a-z.]*$/, "a managed runtime's identifier, such as nodejs22.x"),
            ),
          ],
        }),
      ),
      architecture: module.string("architecture", {
        description: "arm64 or x86_64.",
        default: "arm64",
        validations: [validation("architecture", rules.architecture)],
      }) as "arm64",
      memorySize: module.number("memory_size", {
        description: "MB of memory.",
        default: 256,
        validations: [validation("memory_size", rules.memorySize)],
      }),
      timeout: module.number("timeout", {
        description: "Seconds that one invocation may take.",
        default: 30,
        validations: [validation("timeout", rules.timeout)],
      }),
      network: {
        vpcId: "${var.network.vpc_id}",
        subnetIds: Token.asList("${var.network.subnet_ids}"),
        endpointSecurityGroupId: "${var.network.endpoint_security_group_id}",
        s3PrefixListId: "${var.network.s3_prefix_list_id}",
      },
      replaceSecurityGroupsOnDestroy: module.boolean("replace_security_groups_on_destroy", {
        description:
          "Moves the function's network interfaces to the VPC's default security group before it is destroyed. AWS holds them for 20 to 60 minutes either way.",
        optional: true,
      }),
      reservedConcurrentExecutions: module.number("reserved_concurrent_executions", {
        description: "How many executions are reserved for the function.",
        optional: true,
        validations: [validation("reserved_concurrent_executions", rules.reservedConcurrentExecutions)],
      }),
      logRetentionInDays: module.number("log_retention_in_days", {
        description: "Days that the logs are kept: one of CloudWatch's periods.",
        default: 365,
        validations: [validation("log_retention_in_days", logRetentionInDays)],
      }),
      aliasName: module.string("alias_name", {
        description: "Name of the alias that callers use.",
        default: "live",
        validations: [validation("alias_name", rules.aliasName)],
      }),
      tags,
    });
    useOfCallersKey(module, signed, `${functionName}-dead-letters`);
    environment(module, signed);
    policyStatements(module, signed);
    network(module, signed);

    module.output("function_name", "Name of the function.", signed.functionName);
    module.output("function_arn", "ARN of the function.", signed.functionArn);
    module.output("version", "The newest published version.", signed.version);
    module.output("alias_invoke_arn", "What API Gateway calls.", signed.aliasInvokeArn);
    module.output("alias_arn", "ARN of the alias: what callers invoke.", signed.aliasArn);
    module.output("role_arn", "ARN of the function's role.", signed.roleArn);
    module.output("role_name", "Name of the role: what further policies are attached to.", signed.roleName);
    module.output(
      "security_group_id",
      "The function's security group, which is open to the network's endpoints alone. Null outside of a network.",
      "${one(aws_security_group.security_group[*].id)}",
    );
    module.output("encryption_key_arn", "ARN of the KMS key that is used.", encryptionKey.keyArn);
    module.output("log_group_name", "Log group of the function.", signed.logGroupName);
    module.output("dead_letter_queue_url", "Queue of the events that failed.", signed.deadLetterQueueUrl);
    module.output("dead_letter_queue_arn", "ARN of that queue.", signed.deadLetterQueueArn);
    module.output("signing_job_id", "The job that signed the deployed code.", artifact.signingJobId);
    module.output("signed_object", "The signed object that is deployed.", {
      bucket: artifact.bucketName,
      key: artifact.key,
      version: artifact.version,
    });
    module.output(
      "signing_job_arn",
      "The deployed code's signing job, as Lambda reports it.",
      signed.signingJobArn,
    );
    module.output(
      "signing_profile_version_arn",
      "The deployed code's publisher, as Lambda reports it.",
      signed.signingProfileVersionArn,
    );
  },
};

/** The job, over a ZIP that is uploaded or over an object that lies in the bucket. */
function signingJob(
  module: TerraformModule,
  functionName: string,
  bucket: { readonly bucketName: string; readonly bucketArn: string },
): SigningJob {
  module.string("package_path", {
    description:
      "Path of the ZIP to upload and sign, from where Terraform runs. Either this or unsigned_object.",
    optional: true,
    validations: [
      {
        condition: "fileexists(var.package_path)",
        expected: "the path of a ZIP that is there",
      },
    ],
  });
  module.variable("unsigned_object", "object({ key = string, version = string })", {
    description:
      "Key and version of an unsigned package that lies in the artifact bucket. Either this or package_path.",
    optional: true,
    validations: [
      {
        condition: `${jobRules.unsignedKey.condition("var.unsigned_object.key")} && length(var.unsigned_object.version) > 0`,
        expected: `${jobRules.unsignedKey.expected}, and a version id`,
      },
    ],
  });
  const uploaded = unsignedObject(module.stack, "unsigned", {
    bucket,
    key: `unsigned/${functionName}.zip`,
    source: "${var.package_path}",
    // Without a path the job's precondition says what is wrong, and not filesha256.
    sourceHash: "${var.package_path == null ? null : filesha256(var.package_path)}",
  });
  // Not by the path: whether that is null may only be known when it is made.
  module.onlyIf(uploaded, "var.unsigned_object == null");
  const either = (field: "key" | "version", uploadedField: string): string =>
    `\${var.unsigned_object == null ? one(aws_s3_object.unsigned[*].${uploadedField}) : var.unsigned_object.${field}}`;

  const signing = new SigningJob(module.stack, "signing", {
    package: {
      name: functionName,
      key: either("key", "key"),
      version: either("version", "version_id"),
    },
    profile: {
      profileName: module.string("signing_profile_name", {
        description: "Name of the signing profile that signs.",
        validations: [
          validation(
            "signing_profile_name",
            matching(/^[A-Za-z0-9_]{2,64}$/, "2 to 64 letters, digits or underscores"),
          ),
        ],
      }),
      profileArn: "",
      profileVersionArn: "",
    },
    bucket,
  });
  const job = signing.node.findChild("job") as SignerSigningJob;
  job.lifecycle = {
    precondition: [
      {
        condition: "${(var.package_path == null) != (var.unsigned_object == null)}",
        errorMessage:
          'package_path, unsigned_object: expected one of them, got ${var.package_path == null ? "neither" : "both"}.',
      },
    ],
  };
  return signing;
}

/** The policy of a key of its own names the role; that of a caller's key can't, or key and function would go in circles. */
function useOfCallersKey(module: TerraformModule, signed: SignedFunction, queueName: string): void {
  const { sid, actions, condition } = sendDeadLetters(Aws.of(module.stack), queueName, []);
  module.dynamicBlocks(signed.node.findChild("permissions"), "statement", [
    {
      forEach: "var.encryption_key == null ? [] : [1]",
      body: statementBody({ sid, actions, condition, resources: ["${local.encryption_key_arn}"] }) as Body,
    },
  ]);
}

/**
 * Bytes of the environment as JSON. Terraform counts characters, which base64 makes of bytes, and writes three of them as
 * escapes that AWS doesn't count.
 */
const ENVIRONMENT_JSON = [
  ["\\u0026", "&"],
  ["\\u003c", "<"],
  ["\\u003e", ">"],
].reduce(
  (json, [escape, character]) => `replace(${json}, ${JSON.stringify(escape)}, "${character}")`,
  "jsonencode(var.environment)",
);

const ENVIRONMENT_BYTES = `floor(length(replace(base64encode(${ENVIRONMENT_JSON}), "=", "")) * 3 / 4)`;

/** Lambda takes no block without variables, so there is one only where there are some. */
function environment(module: TerraformModule, signed: SignedFunction): void {
  module.stringMap("environment", {
    description:
      "Environment variables. Secrets belong into Secrets Manager: these stand in the Terraform state.",
    default: {},
    validations: [
      {
        condition: everyItem(rules.environmentName).condition("keys(var.environment)"),
        expected: rules.environmentName.expected,
        got: "keys(var.environment)",
      },
      {
        condition: `${ENVIRONMENT_BYTES} <= ${rules.ENVIRONMENT_BYTES}`,
        expected: `at most ${rules.ENVIRONMENT_BYTES} bytes in all`,
        got: ENVIRONMENT_BYTES,
      },
    ],
  });
  module.dynamicBlocks(signed.node.findChild("function"), "environment", [
    {
      forEach: "length(var.environment) == 0 ? [] : [var.environment]",
      body: { variables: "${environment.value}" },
    },
  ]);
}

function policyStatements(module: TerraformModule, signed: SignedFunction): void {
  module.variable(
    "policy_statements",
    `list(object({
      actions   = list(string)
      resources = list(string)
      sid       = optional(string)
      effect    = optional(string, "Allow")
      condition = optional(list(object({ test = string, variable = string, values = list(string) })), [])
    }))`,
    {
      description:
        "What else the function may do, besides its own logs, traces, dead letters and key. Terraform drops other fields than these without a word.",
      default: [],
      validations: [
        {
          condition:
            'alltrue([for statement in var.policy_statements : contains(["Allow", "Deny"], statement.effect)])',
          expected: "each effect to be Allow or Deny",
          got: "var.policy_statements[*].effect",
        },
        {
          condition:
            "alltrue([for statement in var.policy_statements : length(statement.actions) > 0 && length(statement.resources) > 0])",
          expected: "each statement to have actions and resources",
          got: "[for statement in var.policy_statements : [length(statement.actions), length(statement.resources)]]",
        },
      ],
    },
  );
  module.dynamicBlocks(signed.node.findChild("permissions"), "statement", [
    {
      forEach: "var.policy_statements",
      body: {
        ...(statementBody({
          sid: "${statement.value.sid}",
          effect: "${statement.value.effect}",
          actions: Token.asList("${statement.value.actions}"),
          resources: Token.asList("${statement.value.resources}"),
        }) as Body),
        condition: {
          isBlock: true,
          value: [{ forEach: "statement.value.condition", body: EACH_CONDITION }],
        },
      },
    },
  ]);
}

const EACH_CONDITION = {
  test: "${condition.value.test}",
  variable: "${condition.value.variable}",
  values: "${condition.value.values}",
};

/** What stands only where the function runs in a network. */
function network(module: TerraformModule, signed: SignedFunction): void {
  module.variable(
    "network",
    "object({ vpc_id = string, subnet_ids = list(string), endpoint_security_group_id = string, s3_prefix_list_id = string })",
    {
      description: "Network to run in: the output `network` of the module private-network.",
      optional: true,
      validations: [
        {
          condition: "length(var.network.subnet_ids) > 0",
          expected: "at least one subnet",
          got: "var.network.subnet_ids",
        },
        ...(["vpc_id", "endpoint_security_group_id", "s3_prefix_list_id"] as const).map((field) => {
          const prefix = { vpc_id: "vpc", endpoint_security_group_id: "sg", s3_prefix_list_id: "pl" }[field];
          return {
            condition: `can(regex("^${prefix}-", var.network.${field}))`,
            expected: `${field} to begin with ${prefix}-`,
            got: `var.network.${field}`,
          };
        }),
      ],
    },
  );
  const given = "var.network != null";
  module.onlyIf(signed.node.findChild("security-group"), given);
  module.onlyIf(signed.node.findChild("endpoint-access"), given);
  module.onlyIfBlocks(signed.node.findChild("function"), "vpc_config", given);
  module.onlyIfBlocks(signed.node.findChild("permissions"), "statement", given, ({ sid }) =>
    ["AttachToTheVpc", "RefuseTheSameToTheCode"].includes(
      (sid as { value?: string } | undefined)?.value ?? "",
    ),
  );
}
