output "function_name" {
  description = "Name of the function."
  value       = module.hello.function_name
}

output "signing_job_arn" {
  description = "The job that signed the deployed code, as Lambda reports it."
  value       = module.hello.signing_job_arn
}

output "signed_object" {
  description = "The signed object that is deployed."
  value       = module.hello.signed_object
}
