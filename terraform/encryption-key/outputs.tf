# Made from modules/encryption-key by `npm run build:modules`, which overwrites what is changed here.

output "key_arn" {
  description = "ARN of the key."
  value       = aws_kms_key.key.arn
}

output "key_id" {
  description = "The key's id."
  value       = aws_kms_key.key.key_id
}
