# Made from modules/code-signing-config by `npm run build:modules`, which overwrites what is changed here.

output "code_signing_config_arn" {
  description = "ARN of the config: what functions attach."
  value       = aws_lambda_code_signing_config.config.arn
}

output "policy" {
  description = "Enforce or Warn, as Lambda reports it."
  value       = aws_lambda_code_signing_config.config.policies[0].untrusted_artifact_on_deployment
}
