# Made from modules/hcp-terraform-roles by `npm run build:modules`, which overwrites what is changed here.

variable "organization" {
  description = "Name of the organization in HCP Terraform."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.organization))
    error_message = "organization: expected the name of one organization: letters, digits, - or _, got: ${jsonencode(var.organization)}."
  }
}

variable "project" {
  description = "Name of the project, such as `Default Project`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]([A-Za-z0-9 _-]{0,126}[A-Za-z0-9_-])?$", var.project))
    error_message = "project: expected the name of one project: letters, digits, spaces, - or _, got: ${jsonencode(var.project)}."
  }
}

variable "workspace" {
  description = "Name of the workspace; `*` stands for any number of characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_*-]{1,90}$", var.workspace))
    error_message = "workspace: expected the name of a workspace: 1 to 90 letters, digits, - or _, and * for any number of them, got: ${jsonencode(var.workspace)}."
  }
}

variable "name_prefix" {
  description = "What the names of all that the workspace manages begin with, a `-` following."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,29}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix: expected 3 to 31 lower-case letters, digits or -, a letter first and no - last, got: ${jsonencode(var.name_prefix)}."
  }
}

variable "host" {
  description = "Host name of HCP Terraform, or of a Terraform Enterprise that AWS can reach."
  type        = string
  default     = "app.terraform.io"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", var.host))
    error_message = "host: expected a host name in lower case, without https:// and port, got: ${jsonencode(var.host)}."
  }
}

variable "oidc_provider_arn" {
  description = "ARN of the account's OIDC provider for the host, known at plan. By default one is made: an account can have one for each host."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.oidc_provider_arn == null ? true : can(regex("^arn:[^:]+:iam::\\d{12}:oidc-provider/[^*?]+$", var.oidc_provider_arn))
    error_message = "oidc_provider_arn: expected the ARN of an OIDC provider, arn:…:iam::ACCOUNT:oidc-provider/HOST, got: ${jsonencode(var.oidc_provider_arn)}."
  }
}

variable "project_tag" {
  description = "Value of the tag `Project` of the KMS keys that the apply role may use and change."
  type        = string
  default     = "signed-lambda"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9 _.:/=+@-]{1,256}$", var.project_tag))
    error_message = "project_tag: expected the value of a tag: 1 to 256 letters, digits, spaces or _ . : / = + - @, got: ${jsonencode(var.project_tag)}."
  }
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
