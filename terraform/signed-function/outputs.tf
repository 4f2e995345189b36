# Made from modules/signed-function by `npm run build:modules`, which overwrites what is changed here.

output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.function.function_name
}

output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.function.arn
}

output "version" {
  description = "The newest published version."
  value       = aws_lambda_function.function.version
}

output "alias_invoke_arn" {
  description = "What API Gateway calls."
  value       = aws_lambda_alias.alias.invoke_arn
}

output "alias_arn" {
  description = "ARN of the alias: what callers invoke."
  value       = aws_lambda_alias.alias.arn
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = aws_iam_role.role.arn
}

output "role_name" {
  description = "Name of the role: what further policies are attached to."
  value       = aws_iam_role.role.name
}

output "security_group_id" {
  description = "The function's security group, which is open to the network's endpoints alone. Null outside of a network."
  value       = one(aws_security_group.security_group[*].id)
}

output "encryption_key_arn" {
  description = "ARN of the KMS key that is used."
  value       = local.encryption_key_arn
}

output "log_group_name" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.log_group.name
}

output "dead_letter_queue_url" {
  description = "Queue of the events that failed."
  value       = aws_sqs_queue.dead_letters_queue.url
}

output "dead_letter_queue_arn" {
  description = "ARN of that queue."
  value       = aws_sqs_queue.dead_letters_queue.arn
}

output "signing_job_id" {
  description = "The job that signed the deployed code."
  value       = aws_signer_signing_job.signing_job.job_id
}

output "signed_object" {
  description = "The signed object that is deployed."
  value = {
    bucket  = aws_signer_signing_job.signing_job.signed_object[0].s3[0].bucket
    key     = aws_signer_signing_job.signing_job.signed_object[0].s3[0].key
    version = terraform_data.signing_pin.output.versionId
  }
}

output "signing_job_arn" {
  description = "The deployed code's signing job, as Lambda reports it."
  value       = data.aws_lambda_function.deployed.signing_job_arn
}

output "signing_profile_version_arn" {
  description = "The deployed code's publisher, as Lambda reports it."
  value       = data.aws_lambda_function.deployed.signing_profile_version_arn
}
