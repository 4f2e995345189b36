# Made from modules/encryption-key by `npm run build:modules`, which overwrites what is changed here.

variable "alias" {
  description = "Name of the key's alias, without `alias/` before it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_-]{1,250}$", var.alias)) && !can(regex("^(alias|aws)/", var.alias))
    error_message = "alias: expected 1 to 250 letters, digits, /, _ or -, without alias/ before them, and not beginning with aws/, got: ${jsonencode(var.alias)}."
  }
}

variable "description" {
  description = "What the key encrypts, and whose it is."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.description) >= 1 && length(var.description) <= 8192
    error_message = "description: expected 1 to 8192 characters, got: ${jsonencode(var.description)}."
  }
}

variable "rotation_period_in_days" {
  description = "Days after which KMS makes new key material."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.rotation_period_in_days >= 90 && var.rotation_period_in_days <= 2560 && floor(var.rotation_period_in_days) == var.rotation_period_in_days
    error_message = "rotation_period_in_days: expected a whole number of 90 to 2560 days, got: ${jsonencode(var.rotation_period_in_days)}."
  }
}

variable "deletion_window_in_days" {
  description = "Days that the key can still be saved after destroy."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deletion_window_in_days >= 7 && var.deletion_window_in_days <= 30 && floor(var.deletion_window_in_days) == var.deletion_window_in_days
    error_message = "deletion_window_in_days: expected a whole number of 7 to 30 days, got: ${jsonencode(var.deletion_window_in_days)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "cloudwatch_log_group_names" {
  description = "Log groups of this account and Region that CloudWatch Logs may encrypt."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.cloudwatch_log_group_names : can(regex("^[^*?\\s]+$", item))])
    error_message = "cloudwatch_log_group_names: expected each to be one name, without wildcards, got: ${jsonencode(var.cloudwatch_log_group_names)}."
  }
}

variable "sqs_dead_letter_queues" {
  description = "Encrypted queues of this account and Region, and the roles that send their dead letters there."
  type        = list(object({ queue_name = string, producer_arns = list(string) }))
  default     = []
  nullable    = false

  validation {
    condition     = try(alltrue([for queue in var.sqs_dead_letter_queues : can(regex("^[^*?\\s]+$", queue.queue_name))]), false)
    error_message = "sqs_dead_letter_queues: expected each queue_name to be one name, without wildcards, got: ${jsonencode(var.sqs_dead_letter_queues[*].queue_name)}."
  }

  validation {
    condition     = try(alltrue([for queue in var.sqs_dead_letter_queues : length(queue.producer_arns) > 0 && alltrue([for item in queue.producer_arns : can(regex("^arn:[^:]+:iam::\\d{12}:(role|user)/[^*?]+$", item))])]), false)
    error_message = "sqs_dead_letter_queues: expected at least one producer for each queue, each to be the ARN of an IAM role or user, got: ${jsonencode(var.sqs_dead_letter_queues[*].producer_arns)}."
  }
}

variable "s3_buckets" {
  description = "Buckets whose objects the key encrypts, and the roles and users that read and write them."
  type        = list(object({ bucket_arn = string, principal_arns = list(string) }))
  default     = []
  nullable    = false

  validation {
    condition     = try(alltrue([for bucket in var.s3_buckets : can(regex("^arn:[^:]+:s3:::[a-z0-9.-]+$", bucket.bucket_arn))]), false)
    error_message = "s3_buckets: expected each bucket_arn to be the ARN of one bucket, arn:…:s3:::NAME, got: ${jsonencode(var.s3_buckets)}."
  }

  validation {
    condition     = try(alltrue([for bucket in var.s3_buckets : length(bucket.principal_arns) > 0 && alltrue([for item in bucket.principal_arns : can(regex("^arn:[^:]+:iam::\\d{12}:(role|user)/[^*?]+$", item))])]), false)
    error_message = "s3_buckets: expected at least one principal for each bucket, each to be the ARN of an IAM role or user, got: ${jsonencode(var.s3_buckets)}."
  }
}

variable "sns_topic_names" {
  description = "Topics of this account and Region that deliver to queues which the key encrypts."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.sns_topic_names : can(regex("^[^*?\\s]+$", item))])
    error_message = "sns_topic_names: expected each to be one name, without wildcards, got: ${jsonencode(var.sns_topic_names)}."
  }
}

variable "event_bridge_topic_names" {
  description = "Encrypted topics that rules of EventBridge may publish to."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.event_bridge_topic_names : can(regex("^[^*?\\s]+$", item))])
    error_message = "event_bridge_topic_names: expected each to be one name, without wildcards, got: ${jsonencode(var.event_bridge_topic_names)}."
  }
}

variable "event_bridge_rule_names" {
  description = "Rules of EventBridge that deliver to queues which the key encrypts."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.event_bridge_rule_names : can(regex("^[^*?\\s]+$", item))])
    error_message = "event_bridge_rule_names: expected each to be one name, without wildcards, got: ${jsonencode(var.event_bridge_rule_names)}."
  }
}

variable "cloudtrail_trail_names" {
  description = "Trails of this account and Region whose log files the key encrypts."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.cloudtrail_trail_names : can(regex("^[^*?\\s]+$", item))])
    error_message = "cloudtrail_trail_names: expected each to be one name, without wildcards, got: ${jsonencode(var.cloudtrail_trail_names)}."
  }
}

variable "cloudwatch_alarms" {
  description = "Whether the alarms of this account and Region may publish to topics that the key encrypts."
  type        = bool
  default     = false
  nullable    = false
}
