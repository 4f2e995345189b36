/** No more than each module requires. */
export const RIGHT_VALUES: Record<string, Record<string, unknown>> = {
  "artifact-bucket": {
    bucket_prefix: "claims-",
    encryption_key_arn: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
  "code-signing": { name: "claims" },
  "code-signing-config": {
    publishers: ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims_1/UqFTRcZGNs"],
  },
  "encryption-key": { alias: "claims", description: "Encrypts claims" },
  "hcp-terraform-roles": {
    organization: "claims",
    project: "Default Project",
    workspace: "claims-dev",
    name_prefix: "claims-dev",
  },
  "private-network": { name: "claims" },
  "signed-function": {
    function_name: "submit-claim",
    unsigned_object: { key: "builds/7.zip", version: "3sL4kqtJlcpXro" },
    artifact_bucket_name: "claims-artifacts",
    signing_profile_name: "claims_1",
    code_signing_config_arn:
      "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0",
  },
  "signing-profile": { name_prefix: "claims_" },
};
