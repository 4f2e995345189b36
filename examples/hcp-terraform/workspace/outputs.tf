output "code_signing_config_arn" {
  description = "What functions attach to be enforced."
  value       = module.code_signing.code_signing_config_arn
}

output "signing_profile_version_arn" {
  description = "The publisher that the config trusts."
  value       = module.code_signing.profile_version_arn
}

output "artifact_bucket_name" {
  description = "Bucket of the unsigned and signed packages."
  value       = module.code_signing.artifact_bucket_name
}
