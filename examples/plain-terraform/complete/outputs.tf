output "functions" {
  description = "Each function with the job that signed its code, as Lambda reports it."
  value       = { for name, claims in module.claims : claims.function_name => claims.signing_job_arn }
}
