# Made from modules/code-signing by `npm run build:modules`, which overwrites what is changed here.

variable "name" {
  description = "What all names begin with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,35}$", var.name)) && !can(regex("^(xn--|sthree-|amzn-s3-demo-)", var.name))
    error_message = "name: expected 3 to 36 lower-case letters, digits or -, a letter first, not xn--, sthree- or amzn-s3-demo-, got: ${jsonencode(var.name)}."
  }
}

variable "untrusted_artifact_policy" {
  description = "What Lambda does with a package whose signature is missing, expired, revoked or of an unlisted publisher: Enforce refuses it, Warn lets it through."
  type        = string
  default     = "Enforce"
  nullable    = false

  validation {
    condition     = contains(["Enforce", "Warn"], var.untrusted_artifact_policy)
    error_message = "untrusted_artifact_policy: expected Enforce or Warn, got: ${jsonencode(var.untrusted_artifact_policy)}."
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

variable "additional_publishers" {
  description = "Version ARNs of profiles that are trusted besides this one, such as the one it replaces, 19 at most."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.additional_publishers) <= 19
    error_message = "additional_publishers: expected at most 19 version ARNs besides the profile's own, got: ${jsonencode(var.additional_publishers)}."
  }

  validation {
    condition     = alltrue([for item in var.additional_publishers : can(regex("^arn:[^:]+:signer:[^:]+:\\d{12}:/signing-profiles/[A-Za-z0-9_]{2,64}/[A-Za-z0-9]{10}$", item))])
    error_message = "additional_publishers: expected each to be the version ARN of a signing profile, arn:…:signer:<region>:<account>:/signing-profiles/NAME/VERSION, got: ${jsonencode(var.additional_publishers)}."
  }

  validation {
    condition     = length(distinct(var.additional_publishers)) == length(var.additional_publishers)
    error_message = "additional_publishers: expected each publisher once, got: ${jsonencode(var.additional_publishers)}."
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

variable "force_destroy" {
  description = "Whether destroy may empty the bucket of its artifacts."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_deletion_window_in_days" {
  description = "Days that the key can still be saved after destroy."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.key_deletion_window_in_days >= 7 && var.key_deletion_window_in_days <= 30 && floor(var.key_deletion_window_in_days) == var.key_deletion_window_in_days
    error_message = "key_deletion_window_in_days: expected a whole number of 7 to 30 days, got: ${jsonencode(var.key_deletion_window_in_days)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
