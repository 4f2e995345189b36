# Made from modules/private-network by `npm run build:modules`, which overwrites what is changed here.

variable "name" {
  description = "What all names begin with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,50}$", var.name))
    error_message = "name: expected 1 to 50 letters, digits or -, got: ${jsonencode(var.name)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "cidr_block" {
  description = "The VPC's addresses, /16 to /24. Each subnet gets an eighth of them."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9.]+/(1[6-9]|2[0-4])$", var.cidr_block)) && try(cidrsubnet(var.cidr_block, 0, 0) == var.cidr_block, false)
    error_message = "cidr_block: expected an IPv4 network of /16 to /24 such as 10.0.0.0/16, all bits after the prefix 0, got: ${jsonencode(var.cidr_block)}."
  }
}

variable "availability_zone_count" {
  description = "How many zones it spans, each with a subnet."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.availability_zone_count >= 1 && var.availability_zone_count <= 6 && floor(var.availability_zone_count) == var.availability_zone_count
    error_message = "availability_zone_count: expected a whole number of 1 to 6 zones, got: ${jsonencode(var.availability_zone_count)}."
  }
}

variable "interface_endpoints" {
  description = "Services that are reached by interface endpoints, each by the last part of its PrivateLink name."
  type        = list(string)
  default     = ["logs", "kms", "sqs", "sts", "lambda"]
  nullable    = false

  validation {
    condition     = alltrue([for item in var.interface_endpoints : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)*$", item)) && !can(regex("^(com\\.|s3$)", item))])
    error_message = "interface_endpoints: expected each to be the last part of a PrivateLink name, such as secretsmanager or ecr.api (S3 has its gateway endpoint), got: ${jsonencode(var.interface_endpoints)}."
  }

  validation {
    condition     = length(distinct(var.interface_endpoints)) == length(var.interface_endpoints)
    error_message = "interface_endpoints: expected each service once, got: ${jsonencode(var.interface_endpoints)}."
  }
}

variable "encryption_key" {
  description = "A KMS key to use instead of one of its own. It must let CloudWatch Logs encrypt the log group `/aws/vpc/flow-logs/<name>`."
  type        = object({ arn = string })
  default     = null
  nullable    = true

  validation {
    condition     = var.encryption_key == null ? true : try(can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.encryption_key.arn)), false)
    error_message = "encryption_key: expected the ARN of a KMS key, arn:…:kms:<region>:<account>:key/ID, got: ${jsonencode(var.encryption_key)}."
  }
}

variable "flow_log_retention_in_days" {
  description = "Days that the flow logs are kept: one of CloudWatch's periods."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_retention_in_days)
    error_message = "flow_log_retention_in_days: expected one of CloudWatch's periods, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got: ${jsonencode(var.flow_log_retention_in_days)}."
  }
}

variable "s3_bucket_arns" {
  description = "The only buckets that can be reached. By default all buckets of this account."
  type        = list(string)
  default     = null
  nullable    = true

  validation {
    condition     = var.s3_bucket_arns == null ? true : length(var.s3_bucket_arns) > 0 && alltrue([for item in var.s3_bucket_arns : can(regex("^arn:[^:]+:s3:::[a-z0-9.-]+$", item))])
    error_message = "s3_bucket_arns: expected at least one bucket, each to be the ARN of one bucket, arn:…:s3:::NAME, got: ${jsonencode(var.s3_bucket_arns)}."
  }
}
