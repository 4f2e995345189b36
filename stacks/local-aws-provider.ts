import type { AwsProviderConfig, AwsProviderEndpoints } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";

/** Every service that the stacks call: one that is missing here would reach out to AWS itself. */
const SERVICES = [
  "cloudtrail",
  "cloudwatch",
  "cloudwatchevents",
  "cloudwatchlogs",
  "ec2",
  "iam",
  "kms",
  "lambda",
  "s3",
  // The provider asks it about buckets since 6.23.0.
  "s3Control",
  "signer",
  "sns",
  "sqs",
  "sts",
] as const satisfies readonly (keyof AwsProviderEndpoints)[];

/** Where the local AWS answers, or a sentence on why it can't be reached. */
export type LocalAwsAddress = { readonly endpoint: string } | { readonly problem: string };

/**
 * A provider that reaches the local AWS and nothing else: its credentials are good for nothing at AWS.
 *
 * The endpoint is a Terraform variable whose validation fails when the local AWS doesn't run, because Terraform checks
 * it before it configures the provider: one sentence comes instead of a refused connection and its retries.
 */
export function localAwsProvider(
  stack: TerraformStack,
  address: LocalAwsAddress = { problem: "It was not said where the local AWS answers." },
): Partial<AwsProviderConfig> {
  const variable = new TerraformVariable(stack, "local_aws", {
    type: "string",
    default: "endpoint" in address ? address.endpoint : "",
    description: "Where the local AWS answers",
    validation: [
      {
        condition: '${var.local_aws != ""}',
        errorMessage:
          "problem" in address ? address.problem : "Expected the local AWS's address, got nothing.",
      },
    ],
  });
  variable.overrideLogicalId("local_aws");
  return {
    // Any will do: the local AWS checks none.
    accessKey: "test",
    secretKey: "test",
    skipCredentialsValidation: true,
    skipMetadataApiCheck: "true",
    s3UsePathStyle: true,
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, variable.stringValue]))],
  };
}
