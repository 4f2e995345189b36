variable "organization" {
  description = "Name of the organization in HCP Terraform."
  type        = string
}

variable "project" {
  description = "Name of the project that the workspaces are in."
  type        = string
  default     = "Default Project"
}

variable "workspace" {
  description = "Name of the workspaces that are let in; `*` stands for any number of characters."
  type        = string
  default     = "signed-lambda-hello-*"
}

variable "host" {
  description = "Host name of HCP Terraform, or of a Terraform Enterprise that AWS can reach."
  type        = string
  default     = "app.terraform.io"
}

variable "name_prefix" {
  description = "What the names of all that the workspaces manage begin with, a `-` following."
  type        = string
  default     = "hello"
}

variable "oidc_provider_arn" {
  description = "ARN of the OIDC provider that the account has for the host. By default one is made."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the roles and of the OIDC provider."
  type        = map(string)
  default     = {}
}
