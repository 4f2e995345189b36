# Made from modules/artifact-bucket by `npm run build:modules`, which overwrites what is changed here.

variable "bucket_prefix" {
  description = "Beginning of the bucket's name; the provider appends the rest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{2,36}$", var.bucket_prefix)) && !can(regex("^(xn--|sthree-|amzn-s3-demo-)", var.bucket_prefix))
    error_message = "bucket_prefix: expected 3 to 37 lower-case letters, digits or -, a letter or digit first, not xn--, sthree- or amzn-s3-demo-, got: ${jsonencode(var.bucket_prefix)}."
  }
}

variable "encryption_key_arn" {
  description = "ARN of the KMS key that encrypts the objects."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.encryption_key_arn))
    error_message = "encryption_key_arn: expected the ARN of a KMS key, arn:…:kms:<region>:<account>:key/ID, got: ${jsonencode(var.encryption_key_arn)}."
  }
}

variable "force_destroy" {
  description = "Whether destroy may delete all objects, old versions too."
  type        = bool
  default     = false
  nullable    = false
}

variable "noncurrent_version_expiration_in_days" {
  description = "Days that a version is kept after a newer one replaced it."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.noncurrent_version_expiration_in_days >= 1 && var.noncurrent_version_expiration_in_days <= 2147483647 && floor(var.noncurrent_version_expiration_in_days) == var.noncurrent_version_expiration_in_days
    error_message = "noncurrent_version_expiration_in_days: expected a whole number of 1 to 2147483647 days, got: ${jsonencode(var.noncurrent_version_expiration_in_days)}."
  }
}

variable "abort_incomplete_upload_after_days" {
  description = "Days after which the parts of an upload that was never completed are deleted."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.abort_incomplete_upload_after_days >= 1 && var.abort_incomplete_upload_after_days <= 2147483647 && floor(var.abort_incomplete_upload_after_days) == var.abort_incomplete_upload_after_days
    error_message = "abort_incomplete_upload_after_days: expected a whole number of 1 to 2147483647 days, got: ${jsonencode(var.abort_incomplete_upload_after_days)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "access_logging" {
  description = "Where S3 writes the server access logs. That bucket must let `logging.s3.amazonaws.com` write."
  type        = object({ bucket_name = string, prefix = string })
  default     = null
  nullable    = true

  validation {
    condition     = var.access_logging == null ? true : try(can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logging.bucket_name)) && var.access_logging.prefix != null, false)
    error_message = "access_logging: expected a bucket's name: 3 to 63 lower-case letters, digits, . or -, and a prefix, which may be empty, got: ${jsonencode(var.access_logging)}."
  }
}
