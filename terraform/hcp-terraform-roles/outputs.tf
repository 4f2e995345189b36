# Made from modules/hcp-terraform-roles by `npm run build:modules`, which overwrites what is changed here.

output "plan_role_arn" {
  description = "For the workspace's variable TFC_AWS_PLAN_ROLE_ARN."
  value       = aws_iam_role.plan_role.arn
}

output "apply_role_arn" {
  description = "For the workspace's variable TFC_AWS_APPLY_ROLE_ARN."
  value       = aws_iam_role.apply_role.arn
}

output "oidc_provider_arn" {
  description = "ARN of the OIDC provider."
  value       = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.oidc_provider[*].arn))
}
