# Made from modules/code-signing by `npm run build:modules`, which overwrites what is changed here.

output "profile_name" {
  description = "Name of the signing profile."
  value       = aws_signer_signing_profile.profile.name
}

output "profile_arn" {
  description = "ARN of the profile: what IAM policies name."
  value       = aws_signer_signing_profile.profile.arn
}

output "profile_version_arn" {
  description = "The publisher that functions trust."
  value       = aws_signer_signing_profile.profile.version_arn
}

output "profile_status" {
  description = "Active, Canceled or Revoked, as Signer reports it."
  value       = aws_signer_signing_profile.profile.status
}

output "code_signing_config_arn" {
  description = "ARN of the config: what functions attach."
  value       = aws_lambda_code_signing_config.config.arn
}

output "policy" {
  description = "Enforce or Warn, as Lambda reports it."
  value       = aws_lambda_code_signing_config.config.policies[0].untrusted_artifact_on_deployment
}

output "artifact_bucket_name" {
  description = "Bucket of the unsigned and signed packages."
  value       = aws_s3_bucket_policy.artifacts_policy.bucket
}

output "artifact_bucket_arn" {
  description = "ARN of that bucket."
  value       = aws_s3_bucket.artifacts_bucket.arn
}

output "artifact_key_arn" {
  description = "ARN of the KMS key of that bucket."
  value       = aws_kms_key.key.arn
}
