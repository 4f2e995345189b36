# Made from modules/signing-profile by `npm run build:modules`, which overwrites what is changed here.

output "profile_name" {
  description = "Name of the profile."
  value       = aws_signer_signing_profile.profile.name
}

output "profile_arn" {
  description = "ARN of the profile: what IAM policies name."
  value       = aws_signer_signing_profile.profile.arn
}

output "profile_version_arn" {
  description = "Version ARN of the profile: what a code signing config lists as a publisher."
  value       = aws_signer_signing_profile.profile.version_arn
}

output "status" {
  description = "Active, Canceled or Revoked, as Signer reports it."
  value       = aws_signer_signing_profile.profile.status
}
