# Made from modules/code-signing-config by `npm run build:modules`, which overwrites what is changed here.

variable "publishers" {
  description = "Version ARNs of the signing profiles that may have signed, 1 to 20."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.publishers) >= 1 && length(var.publishers) <= 20
    error_message = "publishers: expected 1 to 20 signing profiles or version ARNs, got: ${jsonencode(var.publishers)}."
  }

  validation {
    condition     = length(distinct(var.publishers)) == length(var.publishers)
    error_message = "publishers: expected each publisher once, got: ${jsonencode(var.publishers)}."
  }

  validation {
    condition     = alltrue([for item in var.publishers : can(regex("^arn:[^:]+:signer:[^:]+:\\d{12}:/signing-profiles/[A-Za-z0-9_]{2,64}/[A-Za-z0-9]{10}$", item))])
    error_message = "publishers: expected each to be the version ARN of a signing profile, arn:…:signer:<region>:<account>:/signing-profiles/NAME/VERSION, got: ${jsonencode(var.publishers)}."
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

variable "description" {
  description = "What the config is for."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.description == null ? true : length(var.description) <= 256
    error_message = "description: expected at most 256 characters, got: ${jsonencode(var.description)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
