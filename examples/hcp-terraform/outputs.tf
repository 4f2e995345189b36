output "plan_role_arn" {
  description = "What plans run as."
  value       = module.roles.plan_role_arn
}

output "apply_role_arn" {
  description = "What applies run as."
  value       = module.roles.apply_role_arn
}

output "oidc_provider_arn" {
  description = "For more roles of the account, which can have one provider only for each host."
  value       = module.roles.oidc_provider_arn
}

output "workspace_variables" {
  description = "Environment variables of the workspaces that are let in."
  value = {
    TFC_AWS_PROVIDER_AUTH  = "true"
    TFC_AWS_PLAN_ROLE_ARN  = module.roles.plan_role_arn
    TFC_AWS_APPLY_ROLE_ARN = module.roles.apply_role_arn
  }
}
