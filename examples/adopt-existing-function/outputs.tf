output "code_signing_config_arn" {
  description = "The config that the function is under."
  value       = module.code_signing.code_signing_config_arn
}

output "profile_name" {
  description = "The profile that signs for it."
  value       = module.code_signing.profile_name
}

output "artifact_bucket_name" {
  description = "Where packages to sign are uploaded."
  value       = module.code_signing.artifact_bucket_name
}
