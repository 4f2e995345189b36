# Made from modules/signed-function by `npm run build:modules`, which overwrites what is changed here.

variable "function_name" {
  description = "Name of the function."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.function_name))
    error_message = "function_name: expected 1 to 64 letters, digits, - or _, got: ${jsonencode(var.function_name)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "artifact_bucket_name" {
  description = "Versioned bucket of the unsigned and signed packages, in the profile's Region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.artifact_bucket_name))
    error_message = "artifact_bucket_name: expected a bucket's name: 3 to 63 lower-case letters, digits, . or -, got: ${jsonencode(var.artifact_bucket_name)}."
  }
}

variable "package_path" {
  description = "Path of the ZIP to upload and sign, from where Terraform runs. Either this or unsigned_object."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.package_path == null ? true : fileexists(var.package_path)
    error_message = "package_path: expected the path of a ZIP that is there, got: ${jsonencode(var.package_path)}."
  }
}

variable "unsigned_object" {
  description = "Key and version of an unsigned package that lies in the artifact bucket. Either this or package_path."
  type        = object({ key = string, version = string })
  default     = null
  nullable    = true

  validation {
    condition     = var.unsigned_object == null ? true : try(can(regex("^[^/].*\\.zip$", var.unsigned_object.key)) && length(var.unsigned_object.version) > 0, false)
    error_message = "unsigned_object: expected an object key that ends in .zip, and a version id, got: ${jsonencode(var.unsigned_object)}."
  }
}

variable "signing_profile_name" {
  description = "Name of the signing profile that signs."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_]{2,64}$", var.signing_profile_name))
    error_message = "signing_profile_name: expected 2 to 64 letters, digits or underscores, got: ${jsonencode(var.signing_profile_name)}."
  }
}

variable "encryption_key" {
  description = "A KMS key to use instead of one of its own. It must let CloudWatch Logs encrypt the log group `/aws/lambda/<function name>`, and leave its use to the account's IAM policies, as keys of the module encryption-key do."
  type        = object({ arn = string })
  default     = null
  nullable    = true

  validation {
    condition     = var.encryption_key == null ? true : try(can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.encryption_key.arn)), false)
    error_message = "encryption_key: expected the ARN of a KMS key, arn:…:kms:<region>:<account>:key/ID, got: ${jsonencode(var.encryption_key)}."
  }
}

variable "code_signing_config_arn" {
  description = "ARN of the code signing config that says whom the function trusts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:lambda:[^:]+:\\d{12}:code-signing-config:csc-[a-z0-9]{17}$", var.code_signing_config_arn))
    error_message = "code_signing_config_arn: expected the ARN of a code signing config, arn:…:lambda:<region>:<account>:code-signing-config:csc-…, got: ${jsonencode(var.code_signing_config_arn)}."
  }
}

variable "description" {
  description = "What the function does."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.description == null ? true : length(var.description) <= 256
    error_message = "description: expected at most 256 characters, got: ${jsonencode(var.description)}."
  }
}

variable "handler" {
  description = "What Lambda calls, as `<file>.<export>`."
  type        = string
  default     = "index.handler"
  nullable    = false

  validation {
    condition     = can(regex("^\\S{1,128}$", var.handler))
    error_message = "handler: expected 1 to 128 characters without spaces, got: ${jsonencode(var.handler)}."
  }
}

variable "runtime" {
  description = "A managed runtime's identifier."
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9a-z.]*$", var.runtime))
    error_message = "runtime: expected a managed runtime's identifier, such as nodejs22.x, got: ${jsonencode(var.runtime)}."
  }
}

variable "architecture" {
  description = "arm64 or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture: expected arm64 or x86_64, got: ${jsonencode(var.architecture)}."
  }
}

variable "memory_size" {
  description = "MB of memory."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size: expected a whole number of 128 to 10240 MB, got: ${jsonencode(var.memory_size)}."
  }
}

variable "timeout" {
  description = "Seconds that one invocation may take."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout: expected a whole number of 1 to 900 seconds, got: ${jsonencode(var.timeout)}."
  }
}

variable "replace_security_groups_on_destroy" {
  description = "Moves the function's network interfaces to the VPC's default security group before it is destroyed. AWS holds them for 20 to 60 minutes either way."
  type        = bool
  default     = null
  nullable    = true
}

variable "reserved_concurrent_executions" {
  description = "How many executions are reserved for the function."
  type        = number
  default     = null
  nullable    = true

  validation {
    condition     = var.reserved_concurrent_executions == null ? true : var.reserved_concurrent_executions >= 0 && var.reserved_concurrent_executions <= 1000000 && floor(var.reserved_concurrent_executions) == var.reserved_concurrent_executions
    error_message = "reserved_concurrent_executions: expected a whole number of 0 to 1000000 concurrent executions, got: ${jsonencode(var.reserved_concurrent_executions)}."
  }
}

variable "log_retention_in_days" {
  description = "Days that the logs are kept: one of CloudWatch's periods."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_in_days)
    error_message = "log_retention_in_days: expected one of CloudWatch's periods, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got: ${jsonencode(var.log_retention_in_days)}."
  }
}

variable "alias_name" {
  description = "Name of the alias that callers use."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.alias_name)) && !can(regex("^\\d+$", var.alias_name))
    error_message = "alias_name: expected 1 to 128 letters, digits, - or _, not digits alone, got: ${jsonencode(var.alias_name)}."
  }
}

variable "environment" {
  description = "Environment variables. Secrets belong into Secrets Manager: these stand in the Terraform state."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for item in keys(var.environment) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", item)) && !can(regex("^(AWS_(REGION|DEFAULT_REGION|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV|LAMBDA_\\w+)|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|TZ)$", item))])
    error_message = "environment: expected names of at least 2 letters, digits or _, a letter first, none that Lambda keeps for itself, got: ${jsonencode(keys(var.environment))}."
  }

  validation {
    condition     = floor(length(replace(base64encode(replace(replace(replace(jsonencode(var.environment), "\\u0026", "&"), "\\u003c", "<"), "\\u003e", ">")), "=", "")) * 3 / 4) <= 4096
    error_message = "environment: expected at most 4096 bytes in all, got: ${jsonencode(floor(length(replace(base64encode(replace(replace(replace(jsonencode(var.environment), "\\u0026", "&"), "\\u003c", "<"), "\\u003e", ">")), "=", "")) * 3 / 4))}."
  }
}

variable "policy_statements" {
  description = "What else the function may do, besides its own logs, traces, dead letters and key. Terraform drops other fields than these without a word."
  type = list(object({
    actions   = list(string)
    resources = list(string)
    sid       = optional(string)
    effect    = optional(string, "Allow")
    condition = optional(list(object({ test = string, variable = string, values = list(string) })), [])
  }))
  default  = []
  nullable = false

  validation {
    condition     = try(alltrue([for statement in var.policy_statements : contains(["Allow", "Deny"], statement.effect)]), false)
    error_message = "policy_statements: expected each effect to be Allow or Deny, got: ${jsonencode(var.policy_statements[*].effect)}."
  }

  validation {
    condition     = try(alltrue([for statement in var.policy_statements : length(statement.actions) > 0 && length(statement.resources) > 0]), false)
    error_message = "policy_statements: expected each statement to have actions and resources, got: ${jsonencode([for statement in var.policy_statements : [length(statement.actions), length(statement.resources)]])}."
  }
}

variable "network" {
  description = "Network to run in: the output `network` of the module private-network."
  type        = object({ vpc_id = string, subnet_ids = list(string), endpoint_security_group_id = string, s3_prefix_list_id = string })
  default     = null
  nullable    = true

  validation {
    condition     = var.network == null ? true : try(length(var.network.subnet_ids) > 0, false)
    error_message = "network: expected at least one subnet, got: ${jsonencode(try(var.network.subnet_ids, null))}."
  }

  validation {
    condition     = var.network == null ? true : try(can(regex("^vpc-", var.network.vpc_id)), false)
    error_message = "network: expected vpc_id to begin with vpc-, got: ${jsonencode(try(var.network.vpc_id, null))}."
  }

  validation {
    condition     = var.network == null ? true : try(can(regex("^sg-", var.network.endpoint_security_group_id)), false)
    error_message = "network: expected endpoint_security_group_id to begin with sg-, got: ${jsonencode(try(var.network.endpoint_security_group_id, null))}."
  }

  validation {
    condition     = var.network == null ? true : try(can(regex("^pl-", var.network.s3_prefix_list_id)), false)
    error_message = "network: expected s3_prefix_list_id to begin with pl-, got: ${jsonencode(try(var.network.s3_prefix_list_id, null))}."
  }
}
