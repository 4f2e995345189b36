# Made from modules/signing-profile by `npm run build:modules`, which overwrites what is changed here.

variable "name_prefix" {
  description = "Beginning of the profile's name; AWS appends the rest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_]{2,38}$", var.name_prefix))
    error_message = "name_prefix: expected 2 to 38 letters, digits or underscores, got: ${jsonencode(var.name_prefix)}."
  }
}

variable "platform_id" {
  description = "What it signs for: an id that `aws signer list-signing-platforms` shows."
  type        = string
  default     = "AWSLambda-SHA384-ECDSA"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]+(-[A-Za-z0-9]+)+$", var.platform_id))
    error_message = "platform_id: expected a platform's id, such as AWSLambda-SHA384-ECDSA, got: ${jsonencode(var.platform_id)}."
  }
}

variable "signature_validity" {
  description = "How long a signature is valid: `type` is DAYS, MONTHS or YEARS, 135 months at most."
  type        = object({ value = number, type = string })
  default = {
    value = 135
    type  = "MONTHS"
  }
  nullable = false

  validation {
    condition     = try(contains(["DAYS", "MONTHS", "YEARS"], var.signature_validity.type), false)
    error_message = "signature_validity: expected a type of DAYS, MONTHS or YEARS, got: ${jsonencode(var.signature_validity)}."
  }

  validation {
    condition     = try((var.signature_validity.type != "DAYS" || (var.signature_validity.value >= 1 && var.signature_validity.value <= 4108 && floor(var.signature_validity.value) == var.signature_validity.value)) && (var.signature_validity.type != "MONTHS" || (var.signature_validity.value >= 1 && var.signature_validity.value <= 135 && floor(var.signature_validity.value) == var.signature_validity.value)) && (var.signature_validity.type != "YEARS" || (var.signature_validity.value >= 1 && var.signature_validity.value <= 11 && floor(var.signature_validity.value) == var.signature_validity.value)), false)
    error_message = "signature_validity: expected a whole number of 1 to 4108 days, or a whole number of 1 to 135 months, or a whole number of 1 to 11 years, got: ${jsonencode(var.signature_validity)}."
  }
}

variable "permissions" {
  description = "Who outside of this account may use the profile: an account id or the ARN of a role, and the action."
  type        = list(object({ statement_id = string, principal = string, action = string }))
  default     = []
  nullable    = false

  validation {
    condition     = try(alltrue([for permission in var.permissions : can(regex("^(\\d{12}|arn:[^:]+:iam::\\d{12}:role/.+)$", permission.principal))]), false)
    error_message = "permissions: expected each principal to be a 12-digit account id or the ARN of an IAM role, got: ${jsonencode(var.permissions[*].principal)}."
  }

  validation {
    condition     = try(alltrue([for permission in var.permissions : can(regex("^[A-Za-z0-9_-]{1,64}$", permission.statement_id))]), false)
    error_message = "permissions: expected each statement_id to be 1 to 64 letters, digits, - or _, got: ${jsonencode(var.permissions[*].statement_id)}."
  }

  validation {
    condition     = try(alltrue([for permission in var.permissions : contains(["signer:StartSigningJob", "signer:GetSigningProfile", "signer:RevokeSignature"], permission.action)]), false)
    error_message = "permissions: expected each action to be signer:StartSigningJob, signer:GetSigningProfile or signer:RevokeSignature, got: ${jsonencode(var.permissions[*].action)}."
  }

  validation {
    condition     = try(length(distinct(var.permissions[*].statement_id)) == length(var.permissions), false)
    error_message = "permissions: expected each statement_id once, got: ${jsonencode(var.permissions[*].statement_id)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
