/** Calls of each module, each value of which is wrong: together they provoke every validation. */
export const WRONG_VALUES: Record<string, readonly Record<string, unknown>[]> = {
  "artifact-bucket": [
    {
      bucket_prefix: "xn--claims",
      encryption_key_arn: "alias/claims",
      noncurrent_version_expiration_in_days: 0,
      abort_incomplete_upload_after_days: 1.5,
      access_logging: { bucket_name: "logs", prefix: null },
    },
  ],
  "code-signing": [
    {
      name: "Claims",
      untrusted_artifact_policy: "enforce",
      signature_validity: { value: 136, type: "MONTHS" },
      additional_publishers: Array.from({ length: 20 }, (_, index) => `not-an-arn-${index}`),
      permissions: [
        { statement_id: "a b", principal: "*", action: "signer:SignPayload" },
        { statement_id: "a b", principal: "*", action: "signer:SignPayload" },
      ],
      key_deletion_window_in_days: 31,
    },
    {
      name: "xn--claims",
      signature_validity: { value: 1, type: "WEEKS" },
      additional_publishers: ["same", "same"],
    },
    { name: "claims", signature_validity: { value: null, type: "MONTHS" } },
  ],
  "code-signing-config": [
    {
      publishers: ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims_1"],
      untrusted_artifact_policy: "Ignore",
      description: "x".repeat(257),
    },
    { publishers: [] },
    { publishers: ["same", "same"] },
  ],
  "encryption-key": [
    {
      alias: "aws/claims",
      description: "",
      rotation_period_in_days: 89,
      deletion_window_in_days: 6,
      cloudwatch_log_group_names: ["*"],
      sqs_dead_letter_queues: [{ queue_name: "a*", producer_arns: [] }],
      s3_buckets: [{ bucket_arn: "arn:aws:s3:::*", principal_arns: ["*"] }],
      sns_topic_names: ["a?"],
      event_bridge_topic_names: ["*"],
      event_bridge_rule_names: ["*"],
      cloudtrail_trail_names: ["a b"],
    },
  ],
  "hcp-terraform-roles": [
    {
      organization: "*",
      project: "*",
      workspace: "a:b",
      name_prefix: "Signed",
      host: "https://app.terraform.io",
      oidc_provider_arn: "app.terraform.io",
      project_tag: "*",
    },
  ],
  "private-network": [
    {
      name: "claims_1",
      cidr_block: "10.0.0.1/16",
      availability_zone_count: 7,
      interface_endpoints: ["com.amazonaws.us-east-1.kms", "kms", "kms"],
      encryption_key: { arn: "alias/claims" },
      flow_log_retention_in_days: 2,
      s3_bucket_arns: [],
    },
  ],
  "signed-function": [
    {
      function_name: "a b",
      package_path: "not-there.zip",
      unsigned_object: { key: "package", version: "" },
      artifact_bucket_name: "Claims",
      signing_profile_name: "a-b",
      code_signing_config_arn: "csc-0123456789abcdef0",
      description: "x".repeat(257),
      handler: "index handler",
      runtime: "NodeJS 22",
      architecture: "arm",
      memory_size: 64,
      timeout: 901,
      environment: { "1": "x".repeat(4097) },
      reserved_concurrent_executions: -1,
      log_retention_in_days: 2,
      alias_name: "7",
      encryption_key: { arn: "alias/claims" },
      policy_statements: [{ actions: ["s3:GetObject"], resources: [], effect: "allow" }],
      network: {
        vpc_id: "nonsense",
        subnet_ids: [],
        endpoint_security_group_id: "nonsense",
        s3_prefix_list_id: "nonsense",
      },
    },
  ],
  "signing-profile": [
    {
      name_prefix: "claims-",
      platform_id: "Lambda",
      signature_validity: { value: 12, type: "YEARS" },
      permissions: [
        { statement_id: "a b", principal: "*", action: "signer:SignPayload" },
        { statement_id: "a b", principal: "*", action: "signer:SignPayload" },
      ],
    },
    { name_prefix: "claims_", signature_validity: { value: 1, type: "WEEKS" } },
  ],
};
