# Made from modules/artifact-bucket by `npm run build:modules`, which overwrites what is changed here.

output "bucket_name" {
  description = "Name of the bucket. Whatever uploads by it waits until versioning, encryption and policy stand."
  value       = aws_s3_bucket_policy.policy.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.bucket.arn
}
